package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenersTest {
    private static final OwnAddresses OWN =
            OwnAddresses.of(List.of(IpLiterals.parse("192.168.7.7"), IpLiterals.parse("2001:db8::7")));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, ::ffff:127.0.0.1, true",
        "127.0.0.1, 0.0.0.0, true",
        "127.0.0.1, ::, true",
        "127.0.0.1, 127.0.0.2, false",
        "127.0.0.1, ::1, false",
        "127.0.0.1, 192.168.7.7, false",
        "192.168.7.7, 192.168.7.7, true",
        "192.168.7.7, 127.0.0.1, false",
        "[::1], ::1, true",
        "::1, 127.0.0.1, false",
        "0.0.0.0, 127.0.0.1, true",
        "0.0.0.0, 127.1.2.3, true",
        "0.0.0.0, ::1, true",
        "0.0.0.0, 0.0.0.0, true",
        "0.0.0.0, 192.168.7.7, true",
        "0.0.0.0, 2001:db8::7, true",
        "0.0.0.0, 192.168.7.8, false",
        "0.0.0.0, 1.1.1.1, false",
        "::, 127.0.0.1, true",
        "[::], ::1, true",
        "::, 192.168.7.7, true",
        "::, 2001:db8::8, false",
        "some-name, 127.0.0.1, true",
    })
    void knowsWhatReachesThem(String bound, String address, boolean reached) {
        var listeners = new Listeners(OWN);
        listeners.add(SocketAddress.inetSocketAddress(8080, bound));
        assertThat(listeners.reachedBy(IpLiterals.parse(address), 8080)).isEqualTo(reached);
        assertThat(listeners.reachedBy(IpLiterals.parse(address), 8081)).isFalse();
    }

    @Test
    void readsTheMachine() {
        OwnAddresses own = OwnAddresses.read();
        assertThat(own.contains(IpLiterals.parse("127.0.0.1"))).isTrue();
        assertThat(own.contains(IpLiterals.parse("127.9.9.9"))).isTrue();
        assertThat(own.contains(IpLiterals.parse("::1"))).isTrue();
        assertThat(own.contains(IpLiterals.parse("1.1.1.1"))).isFalse();
    }
}
