package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Host;
import dev.gather.testing.ManualClock;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many connections may be made; how long they are kept is for {@link OriginClientTest}. */
class ConnectionsTest {
    private static final Host HOST = new Host("a.example", 80);
    private static final Connections.Place PLACE = place("192.0.2.1", HOST, false);

    private final Connections connections = new Connections(new ManualClock(), 3);

    @Test
    void moreThanAreToBeUsedAreMadeOnlyForAWhile() {
        dial(14);
        assertThat(connections.isFull(PLACE)).isTrue();
        connections.failed(PLACE);
        assertThat(connections.isFull(PLACE)).isFalse();
        dial(1);
        assertThat(connections.isFull(PLACE)).isTrue();
    }

    @Test
    void placesDoNotCountForEachOther() {
        dial(14);
        assertThat(List.of(
                        place("192.0.2.2", HOST, false),
                        place("192.0.2.1", new Host("b.example", 80), false),
                        place("192.0.2.1", new Host("a.example", 81), false),
                        place("192.0.2.1", HOST, true)))
                .noneMatch(connections::isFull);
    }

    @Test
    void whatFailedIsForgotten() {
        for (int round = 0; round < 3; round++) {
            dial(14);
            for (int i = 0; i < 14; i++) {
                connections.failed(PLACE);
            }
            assertThat(connections.lease(PLACE, true)).isNull();
        }
        assertThat(connections.size()).isZero();
    }

    private void dial(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(connections.isFull(PLACE)).isFalse();
            connections.dialling(PLACE);
        }
    }

    private static Connections.Place place(String address, Host host, boolean secure) {
        return new Connections.Place(SocketAddress.inetSocketAddress(host.port(), address), host, secure);
    }
}
