package dev.gather.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

final class GzipBombTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void isAWholeGzipStreamOfAGibibyteOfZeros() throws Exception {
        List<Buffer> parts = new ArrayList<>();
        GzipBomb bomb = new GzipBomb();
        for (Optional<Buffer> part = bomb.get(); part.isPresent(); part = bomb.get()) {
            parts.add(part.get());
        }
        assertThat(parts).hasSize(1 + 1_024 + 1);
        assertThat(parts.stream().mapToLong(Buffer::length).sum()).isLessThan(2 * MEBIBYTE);

        byte[] zeros = inflatedTwice(parts.get(1).getBytes());
        assertThat(zeros).isEqualTo(new byte[2 * MEBIBYTE]);

        Buffer trailer = parts.get(parts.size() - 1);
        assertThat(trailer.getUnsignedIntLE(2)).isEqualTo(checkSumOfAGibibyte());
        assertThat(trailer.getUnsignedIntLE(6)).isEqualTo(1L << 30);
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

    private static long checkSumOfAGibibyte() {
        CRC32 crc = new CRC32();
        byte[] zeros = new byte[MEBIBYTE];
        for (int i = 0; i < 1_024; i++) {
            crc.update(zeros);
        }
        return crc.getValue();
    }
}
