package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Any packet that the library takes for an answer is read without surprise. */
class DnsAnswerFuzz {
    private static final String NAME = "a.example";
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

    @FuzzTest
    void read(byte[] data) {
        DatagramDnsResponse response = decoded(data);
        if (response != null) {
            check(response);
            response.release();
        }
    }

    /** Null for a packet that the library refuses; it is as good as lost. */
    private static @Nullable DatagramDnsResponse decoded(byte[] data) {
        var channel = new EmbeddedChannel(new DatagramDnsResponseDecoder());
        try {
            channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(data), SERVER, SERVER));
            return channel.readInbound();
        } catch (DecoderException malformed) {
            return null;
        } finally {
            var unused = channel.finishAndReleaseAll();
        }
    }

    private static void check(DatagramDnsResponse response) {
        DnsAnswer v4 = DnsAnswer.read(response, NAME, DnsRecordType.A);
        DnsAnswer v6 = DnsAnswer.read(response, NAME, DnsRecordType.AAAA);
        assertThat(v4.addresses())
                .allSatisfy(address -> assertThat(address.getAddress()).hasSize(4));
        for (DnsAnswer answer : new DnsAnswer[] {v4, v6, v4.and(v6), v6.and(v4)}) {
            assertThat(answer.rcode()).matches("[A-Z]+[0-9]*");
            assertThat(answer.ttlSeconds()).isNotNegative();
            assertThat(answer.addresses())
                    .noneMatch(address -> address.getHostAddress().contains("%"));
            followable(answer.alias());
        }
    }

    private static void followable(String alias) {
        try {
            assertThat(HostNames.normalise(alias)).isNotEmpty();
        } catch (InvalidUrl refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
