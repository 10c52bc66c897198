package dev.gather.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gather.testing.FuzzInput;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes (the rest) under any {@code Content-Encoding} (the first line) are decoded up to the cap or end in {@link
 * CodingException}; a whole body is whole however it arrives; and what was coded comes back.
 */
class InflatingFuzz {
    private static final int CAP = 256 << 10;
    private static final long MOST_CODED = 64 << 20;

    @FuzzTest
    void decode(byte[] data) {
        var input = new FuzzInput(data);
        String codings = input.line(StandardCharsets.ISO_8859_1);
        byte[] wire = input.rest();
        String whole = decoded(codings, List.of(wire));
        assertThat(decoded(codings, FuzzInput.pieces(wire))).isEqualTo(whole);
        assertThat(decoded(codings, FuzzInput.single(wire))).isEqualTo(whole);
        if (whole != null && codings.equals("gzip") && wire.length > 0) {
            assertThat(whole).isEqualTo(byTheJdk(wire));
        }
        for (String sent : List.of("gzip", "deflate", "gzip, deflate", "deflate, gzip", "gzip, gzip")) {
            assertThat(decoded(sent, FuzzInput.pieces(coded(wire, sent)))).isEqualTo(text(wire));
        }
    }

    /**
     * The whole body; null if it was refused, or cut at the cap: how much comes out before that is up to the pieces.
     */
    private static @Nullable String decoded(String codings, List<byte[]> pieces) {
        var out = new ByteArrayOutputStream();
        try (var inflaters = new Inflaters(() -> 0);
                var inflating = Inflating.of(codings, inflaters, MOST_CODED, (bytes, offset, length) -> {
                    assertThat(length).isBetween(1, Inflaters.STEP_BYTES);
                    out.write(bytes, offset, length);
                    return out.size() < CAP;
                })) {
            boolean more = true;
            for (byte[] piece : pieces) {
                more = more && inflating.feed(Buffer.buffer(piece));
            }
            inflating.finish();
            return more ? text(out.toByteArray()) : null;
        } catch (CodingException refused) {
            return null;
        } finally {
            assertThat(out.size()).isLessThan(CAP + Inflaters.STEP_BYTES);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String byTheJdk(byte[] wire) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(wire))) {
            return text(gzip.readAllBytes());
        } catch (IOException refused) {
            return refused.toString();
        }
    }

    private static byte[] coded(byte[] plain, String codings) {
        byte[] coded = plain;
        for (String coding : codings.split(", ", -1)) {
            var out = new ByteArrayOutputStream();
            try (OutputStream coder =
                    coding.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
                coder.write(coded);
            } catch (IOException impossible) { // memory does not fail
                throw new UncheckedIOException(impossible);
            }
            coded = out.toByteArray();
        }
        return coded;
    }
}
