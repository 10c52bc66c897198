package dev.gather.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gather.content.CodingException.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InflatingTest {
    private static final byte[] TEXT = "Waits should overlap. ".repeat(20_000).getBytes(UTF_8);
    private static final long MOST = 64 << 20;

    private final Inflaters inflaters = new Inflaters(() -> 0);
    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        inflaters.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "x-gzip",
                "GZIP",
                "deflate",
                "raw",
                "identity",
                "",
                "gzip, gzip",
                "deflate,gzip",
                "identity, gzip",
                "gzip, raw"
            })
    void decodesWhatWasCodedInAnyChunks(String codings) throws Exception {
        var random = new Random(7);
        byte[] wire = code(TEXT, codings);
        for (int most : new int[] {1, 2, 7, 1_000, 100_000, Integer.MAX_VALUE}) {
            byte[] shown = decodeInChunks(wire, codings.replace("raw", "deflate"), random, most);
            assertThat(shown).as("chunks of up to %s bytes", most).isEqualTo(TEXT);
        }
    }

    @Test
    void stepsAreAtMost64KiB() throws Exception {
        int[] longest = {0};
        try (Inflating body = Inflating.of(null, inflaters, MOST, (bytes, offset, length) -> {
            longest[0] = Math.max(longest[0], length);
            return true;
        })) {
            assertThat(body.feed(Buffer.buffer(new byte[1_000_000]))).isTrue();
            body.finish();
            assertThat(body.identity()).isTrue();
        }
        assertThat(longest[0]).isEqualTo(64 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw", "gzip, gzip"})
    void bombStopsAtTheCap(String codings) throws Exception {
        byte[] wire = code(new byte[10 << 20], codings);
        long[] seen = {0};
        try (Inflating body =
                Inflating.of(codings.replace("raw", "deflate"), inflaters, MOST, (bytes, offset, length) -> {
                    seen[0] += length;
                    return seen[0] <= 1_000_000;
                })) {
            assertThat(body.feed(Buffer.buffer(wire))).isFalse();
            long atCap = seen[0];
            assertThat(atCap).isBetween(1_000_001L, 1_000_000L + 64 * 1024);
            assertThat(body.feed(Buffer.buffer(wire))).isFalse();
            body.finish();
            assertThat(seen[0]).isEqualTo(atCap);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw", "gzip, gzip", "deflate, gzip"})
    void everyCutIsNoticed(String codings) throws Exception {
        byte[] wire = code("Hello, Hello, Hello".getBytes(UTF_8), codings);
        for (int length = 1; length < wire.length; length++) {
            byte[] cut = Arrays.copyOf(wire, length);
            CodingException failure =
                    catchThrowableOfType(CodingException.class, () -> decode(cut, codings.replace("raw", "deflate")));
            assertThat(failure).as("cut after %s of %s", length, wire.length).isNotNull();
            assertThat(failure.reason()).isEqualTo(Reason.TRUNCATED);
            assertThat(failure.getStackTrace()).isEmpty();
        }
    }

    @Test
    void everyChangedByteOfGzipDataIsNoticed() throws Exception {
        byte[] wire = code("Hello, Hello, Hello".getBytes(UTF_8), "gzip");
        for (int at = 0; at < wire.length; at++) {
            if (at >= 4 && at <= 9) {
                continue; // time, extra flags and system say nothing about the data
            }
            byte[] changed = wire.clone();
            changed[at] ^= 0x40;
            assertThatThrownBy(() -> decode(changed, "gzip")).as("byte %s", at).isInstanceOf(CodingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "gzip, deflate"})
    void emptyBodyIsEmpty(String codings) throws Exception {
        assertThat(decode(new byte[0], codings)).isEmpty();
    }

    @Test
    void membersFollowOneAnother() throws Exception {
        byte[] wire = join(code("one ".getBytes(UTF_8), "gzip"), code("two".getBytes(UTF_8), "gzip"));
        assertThat(decode(wire, "gzip")).asString(UTF_8).isEqualTo("one two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void zerosAfterTheEndAreIgnoredAndAnythingElseIsNot(String coding) throws Exception {
        byte[] wire = code("x".getBytes(UTF_8), coding);
        String header = coding.replace("raw", "deflate");
        assertThat(decode(join(wire, new byte[300]), header)).asString(UTF_8).isEqualTo("x");
        assertThatThrownBy(() -> decode(join(wire, new byte[] {0, 0, 1}), header))
                .isInstanceOf(CodingException.class);
        assertThatThrownBy(() -> decode(join(wire, "<!-- -->".getBytes(UTF_8)), header))
                .isInstanceOf(CodingException.class);
        assertThatThrownBy(() -> decode(join(join(wire, new byte[1]), wire), header))
                .isInstanceOf(CodingException.class);
    }

    @Test
    void optionalHeaderPartsArePassedOver() throws Exception {
        for (int flags = 0; flags < 32; flags++) {
            byte[] wire = gzipWithHeader(flags, "body".getBytes(UTF_8), 0);
            assertThat(decodeInChunks(wire, "gzip", new Random(flags), 3))
                    .asString(UTF_8)
                    .isEqualTo("body");
        }
    }

    @Test
    void headerCheckSumIsChecked() throws Exception {
        byte[] wire = gzipWithHeader(0b0001_1110, "body".getBytes(UTF_8), 1);
        assertThatThrownBy(() -> decode(wire, "gzip")).hasMessageContaining("header");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br | UNSUPPORTED",
                "zstd | UNSUPPORTED",
                "compress | UNSUPPORTED",
                "gzip, br | UNSUPPORTED",
                "gzip;q=1 | UNSUPPORTED",
                "gzip, gzip, gzip | TOO_MANY_LAYERS"
            })
    void refusesOtherCodings(String codings, Reason reason) {
        CodingException failure = catchThrowableOfType(
                CodingException.class, () -> Inflating.of(codings, inflaters, MOST, (bytes, offset, length) -> true));
        assertThat(failure.reason()).isEqualTo(reason);
    }

    @Test
    void emptyBlocksGiveNothingAndEnd() throws Exception {
        // A stored block of no bytes (RFC 1951, section 3.2.4), as often as one likes.
        byte[] block = {0, 0, 0, (byte) 0xff, (byte) 0xff};
        try (Inflating body = Inflating.of("deflate", inflaters, MOST, this::keep)) {
            for (int i = 0; i < 100_000; i++) {
                assertThat(body.feed(Buffer.buffer(block))).isTrue();
            }
        }
        assertThat(decoded.size()).isZero();
    }

    static Stream<Arguments> streamsOfNothing() throws Exception {
        byte[] member = code(new byte[0], "gzip");
        byte[] header = Arrays.copyOf(member, 10);
        byte[] named = header.clone();
        named[3] = 8;
        byte[] emptyBlock = {0, 0, 0, (byte) 0xff, (byte) 0xff};
        return Stream.of(
                Arguments.of("a file name", named, new byte[] {'n'}),
                Arguments.of("members", new byte[0], member),
                Arguments.of("padding", member, new byte[1]),
                Arguments.of("blocks", header, emptyBlock));
    }

    /** A thousand bytes of nothing are about one on the wire, so what was taken off the wire tells what was done. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("streamsOfNothing")
    void aStreamThatBecomesNothingIsOverAtItsMost(String name, byte[] begin, byte[] again) throws Exception {
        var stream = new ByteArrayOutputStream();
        stream.writeBytes(begin);
        while (stream.size() < 4 << 20) {
            stream.writeBytes(again);
        }
        byte[] wire = code(stream.toByteArray(), "gzip");
        int most = 64 << 10;
        int taken = 0;
        try (Inflating body = Inflating.of("gzip, gzip", inflaters, most, this::keep)) {
            boolean more = true;
            while (more) {
                more = body.feed(Buffer.buffer(new byte[] {wire[taken++]}));
            }
            body.finish();
        }
        assertThat(decoded.size()).isZero();
        assertThat(taken).isLessThan(wire.length / 16);
    }

    @Test
    void membersAreCounted() throws Exception {
        Buffer member = Buffer.buffer(code(new byte[0], "gzip"));
        int members = 100;
        try (Inflating body = Inflating.of("gzip", inflaters, members * 256L, this::keep)) {
            for (int i = 0; i < members; i++) {
                assertThat(body.feed(member)).isTrue();
            }
            assertThat(body.feed(member)).isFalse();
        }
    }

    /** A clock by which every slice takes a whole turn. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"gzip | 1", "deflate | 1", "gzip, gzip | 16", "deflate, gzip | 16"})
    void aTurnIsShortAndWhatIsLeftIsNotLost(String codings, int mostMebibytes) throws Exception {
        var now = new AtomicLong();
        byte[] plain = new byte[20 << 20];
        byte[] wire = code(plain, codings);
        long longest = 0;
        long turns = 0;
        try (var slow = new Inflaters(() -> now.getAndAdd(Inflating.TURN_NANOS));
                Inflating body = Inflating.of(codings, slow, MOST, this::keep)) {
            assertThat(body.feed(Buffer.buffer(wire))).isTrue();
            assertThat(body.behind()).isTrue();
            assertThatThrownBy(body::finish).isInstanceOf(IllegalStateException.class);
            while (body.behind()) {
                int before = decoded.size();
                assertThat(body.goOn()).isTrue();
                longest = Math.max(longest, decoded.size() - before);
                turns++;
            }
            body.finish();
        }
        assertThat(decoded.toByteArray()).isEqualTo(plain);
        assertThat(turns).isGreaterThan(1);
        assertThat(longest).isLessThan((mostMebibytes << 20) + (mostMebibytes << 14));
    }

    @Test
    void whatComesWhileSomethingIsLeftIsTakenAfterIt() throws Exception {
        var now = new AtomicLong();
        byte[] plain = new byte[1 << 16];
        new Random(3).nextBytes(plain);
        byte[] wire = code(plain, "gzip");
        try (var slow = new Inflaters(() -> now.getAndAdd(Inflating.TURN_NANOS));
                Inflating body = Inflating.of("gzip", slow, MOST, this::keep)) {
            for (int at = 0; at < wire.length; at += 5_000) {
                byte[] piece = Arrays.copyOfRange(wire, at, Math.min(at + 5_000, wire.length));
                assertThat(body.feed(Buffer.buffer(piece))).isTrue();
            }
            while (body.behind()) {
                assertThat(body.goOn()).isTrue();
            }
            body.finish();
        }
        assertThat(decoded.toByteArray()).isEqualTo(plain);
    }

    @Test
    void whatWasLentOutAtCloseIsStillUsable() throws Exception {
        try (Inflating body = Inflating.of("gzip", inflaters, MOST, this::keep)) {
            inflaters.close();
            assertThat(body.feed(Buffer.buffer(code(TEXT, "gzip")))).isTrue();
            body.finish();
        }
        assertThat(decoded.toByteArray()).isEqualTo(TEXT);
    }

    private boolean keep(byte[] bytes, int offset, int length) {
        decoded.write(bytes, offset, length);
        return true;
    }

    private byte[] decode(byte[] wire, String codings) throws CodingException {
        return decodeInChunks(wire, codings, new Random(1), Integer.MAX_VALUE);
    }

    private byte[] decodeInChunks(byte[] wire, String codings, Random random, int most) throws CodingException {
        decoded.reset();
        try (Inflating body = Inflating.of(codings, inflaters, MOST, this::keep)) {
            int at = 0;
            while (at < wire.length) {
                int length = Math.min(wire.length - at, most == Integer.MAX_VALUE ? most : 1 + random.nextInt(most));
                assertThat(body.feed(Buffer.buffer(Arrays.copyOfRange(wire, at, at + length))))
                        .isTrue();
                at += length;
            }
            body.finish();
        }
        return decoded.toByteArray();
    }

    private static byte[] code(byte[] body, String codings) throws IOException {
        byte[] coded = body;
        for (String coding : codings.toLowerCase(Locale.ROOT).split(",", -1)) {
            coded = codeOnce(coded, coding.strip());
        }
        return coded;
    }

    private static byte[] codeOnce(byte[] body, String coding) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream coder = switch (coding) {
            case "gzip", "x-gzip" -> new GZIPOutputStream(out);
            case "deflate" -> new DeflaterOutputStream(out);
            case "raw" -> new DeflaterOutputStream(out, new Deflater(9, true));
            default -> out;
        }) {
            coder.write(body);
        }
        return out.toByteArray();
    }

    /** A member with the optional parts that {@code flags} announces; {@code error} is added to the header's CRC. */
    private static byte[] gzipWithHeader(int flags, byte[] body, int error) throws IOException {
        byte[] plain = code(body, "gzip");
        var out = new ByteArrayOutputStream();
        out.write(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
        if ((flags & 4) != 0) {
            out.write(new byte[] {3, 0, 9, 9, 0});
        }
        if ((flags & 8) != 0) {
            out.write("name\0".getBytes(UTF_8));
        }
        if ((flags & 16) != 0) {
            out.write("comment\0".getBytes(UTF_8));
        }
        if ((flags & 2) != 0) {
            var crc = new CRC32();
            crc.update(out.toByteArray());
            long value = crc.getValue() + error;
            out.write(new byte[] {(byte) value, (byte) (value >> 8)});
        }
        out.write(plain, 10, plain.length - 10);
        return out.toByteArray();
    }

    private static byte[] join(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
