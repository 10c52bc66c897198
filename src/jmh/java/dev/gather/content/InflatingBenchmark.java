package dev.gather.content;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A gzip body freed of its coding, in chunks as a connection brings them; nothing is kept of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InflatingBenchmark {
    private static final int CHUNK_BYTES = 8 << 10;
    private static final long MOST_CODED = 64 << 20;

    /** What comes out. */
    public enum Inside {
        TEXT_64_KIB(64 << 10) {
            @Override
            byte[] bytes() {
                var text = new StringBuilder();
                for (int i = 0; text.length() < 64 << 10; i++) {
                    text.append("Item ").append(i * 7_919L % 10_007).append(" of many. ");
                }
                return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), 64 << 10);
            }
        },
        BOMB_16_MIB(16 << 20) {
            @Override
            byte[] bytes() {
                return new byte[16 << 20];
            }
        };

        private final int length;

        Inside(int length) {
            this.length = length;
        }

        abstract byte[] bytes();
    }

    @Param
    public Inside inside;

    private final Inflaters inflaters = new Inflaters(System::nanoTime);
    private Buffer coded;

    @Setup
    public void code() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(inside.bytes());
        }
        coded = Buffer.buffer(bytes.toByteArray());
    }

    @TearDown
    public void close() {
        inflaters.close();
    }

    @Benchmark
    public long inflate() throws CodingException {
        long[] count = {0};
        try (Inflating body = Inflating.of("gzip", inflaters, MOST_CODED, (bytes, offset, length) -> {
            count[0] += length;
            return true;
        })) {
            for (int at = 0; at < coded.length(); at += CHUNK_BYTES) {
                feed(body, coded.slice(at, Math.min(coded.length(), at + CHUNK_BYTES)));
            }
            body.finish();
        }
        if (count[0] != inside.length) {
            throw new IllegalStateException("bytes: " + count[0] + " (expected " + inside.length + ")");
        }
        return count[0];
    }

    private static void feed(Inflating body, Buffer chunk) throws CodingException {
        boolean more = body.feed(chunk);
        while (more && body.behind()) {
            more = body.goOn();
        }
    }
}
