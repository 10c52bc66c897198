package dev.gather.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

final class ZeroBombTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void isAWholeGzipStreamOfAGibibyteOfZeros() throws Exception {
        List<Buffer> parts = parts(ZeroBomb.gzip());
        assertThat(inflatedTwice(parts.get(1).getBytes())).isEqualTo(new byte[2 * MEBIBYTE]);

        Buffer trailer = parts.get(parts.size() - 1);
        CRC32 sum = new CRC32();
        assertThat(trailer.getUnsignedIntLE(2)).isEqualTo(ofAGibibyte(sum));
        assertThat(trailer.getUnsignedIntLE(6)).isEqualTo(1L << 30);
    }

    @Test
    void isAWholeZlibStreamOfTheSame() {
        List<Buffer> parts = parts(ZeroBomb.deflate());
        assertThat(parts.get(0).getUnsignedShort(0) % 31).isZero();
        Adler32 sum = new Adler32();
        assertThat(parts.get(parts.size() - 1).getUnsignedInt(2)).isEqualTo(ofAGibibyte(sum));
    }

    private static List<Buffer> parts(ZeroBomb bomb) {
        List<Buffer> parts = new ArrayList<>();
        for (Optional<Buffer> part = bomb.get(); part.isPresent(); part = bomb.get()) {
            parts.add(part.get());
        }
        assertThat(parts).hasSize(1 + 1_024 + 1);
        assertThat(parts.stream().mapToLong(Buffer::length).sum()).isLessThan(2 * MEBIBYTE);
        return parts;
    }

    /** A block must follow itself as well as it begins. */
    private static byte[] inflatedTwice(byte[] block) throws Exception {
        Inflater inflater = new Inflater(true);
        byte[] plain = new byte[2 * MEBIBYTE];
        inflater.setInput(block);
        int first = inflater.inflate(plain, 0, plain.length);
        inflater.setInput(block);
        int second = inflater.inflate(plain, first, plain.length - first);
        inflater.end();
        assertThat(first).isEqualTo(second).isEqualTo(MEBIBYTE);
        return plain;
    }

    private static long ofAGibibyte(Checksum sum) {
        byte[] zeros = new byte[MEBIBYTE];
        for (int i = 0; i < 1_024; i++) {
            sum.update(zeros);
        }
        return sum.getValue();
    }
}
