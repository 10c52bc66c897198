package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.content.Inflaters;
import dev.gather.limit.BufferedBytes;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A body while it comes: every byte in its place, and no more memory than that needs. */
class BodyCollectorTest {
    private static final int MIB = 1 << 20;
    private static final int BLOCK = 64 << 10;

    private final BufferedBytes buffered = new BufferedBytes(64 * MIB);
    private final Inflaters inflaters = new Inflaters(() -> 0);

    @ParameterizedTest
    @CsvSource({
        "0, -1, 1",
        "1, -1, 1",
        "10, 10, 10",
        "100, 10, 7",
        "16384, 16384, 8192",
        "20000, 20000, 8192",
        "70000, 12, 8192",
        "300000, -1, 8192",
        "1000000, -1, 200000",
        "1000000, 1000000, 65536"
    })
    void everyByteComesOutAsItCame(int length, long announced, int most) throws Exception {
        byte[] body = random(length);
        try (BodyCollector plain = collector(2 * MIB, announced, null);
                BodyCollector coded = collector(2 * MIB, -1, "gzip")) {
            feed(plain, body, most);
            feed(coded, gzip(body), most);
            coded.finish();
            assertThat(plain.joined()).isEqualTo(body);
            assertThat(coded.joined()).isEqualTo(body);
            assertThat(plain.length()).isEqualTo(length);
            assertThat(plain.decodedBytes()).isEqualTo(coded.decodedBytes()).isEqualTo(length);
        }
        assertThat(buffered.held()).isZero();
    }

    @Test
    void aSmallBodyOfKnownLengthIsNotCopied() throws Exception {
        try (BodyCollector collector = collector(MIB, 1_000, null)) {
            feed(collector, random(1_000), 400);
            assertThat(collector.joined()).isSameAs(collector.joined());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8_192, 65_536, 300_000})
    void whatIsHeldIsHardlyMoreThanWhatCame(int most) throws Exception {
        byte[] body = random(5 * MIB / 4 + 17);
        long worst = 0;
        try (BodyCollector collector = collector(50 * MIB, -1, null)) {
            for (int at = 0; at < body.length; at += most) {
                int end = Math.min(at + most, body.length);
                assertThat(collector.add(Buffer.buffer(Arrays.copyOfRange(body, at, end))))
                        .isTrue();
                worst = Math.max(worst, buffered.held() - end - Math.min(end, BLOCK));
            }
        }
        assertThat(worst).isZero();
        assertThat(buffered.held()).isZero();
    }

    @Test
    void largeAndSmallPiecesInTurnTakeLittleMoreThanTheirBytes() throws Exception {
        byte[] body = random(400 * 4_097);
        try (BodyCollector collector = collector(2 * MIB, -1, null)) {
            for (int at = 0; at < body.length; at += 4_097) {
                feed(collector, Arrays.copyOfRange(body, at, at + 1), 1);
                feed(collector, Arrays.copyOfRange(body, at + 1, at + 4_097), 4_096);
                assertThat(buffered.held()).isLessThanOrEqualTo(collector.length() + 4_096L);
            }
            assertThat(collector.joined()).isEqualTo(body);
        }
        assertThat(buffered.held()).isZero();
    }

    @Test
    void theBodyEndsAtItsLimit() throws Exception {
        byte[] body = random(100_000);
        try (BodyCollector collector = collector(70_000, -1, null)) {
            assertThat(collector.add(Buffer.buffer(body))).isFalse();
            assertThat(collector.joined()).isEqualTo(Arrays.copyOf(body, 70_000));
            assertThat(buffered.held()).isEqualTo(70_000);
        }
    }

    private BodyCollector collector(int limit, long announced, String coding) throws Exception {
        return new BodyCollector(limit, true, announced, coding, inflaters, buffered);
    }

    private static void feed(BodyCollector collector, byte[] bytes, int most) throws Exception {
        for (int at = 0; at < bytes.length; at += most) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(at + most, bytes.length));
            assertThat(collector.add(Buffer.buffer(piece))).isTrue();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
