package dev.gather.origin;

import static dev.gather.origin.Manner.answering;
import static dev.gather.origin.Manner.chunking;
import static dev.gather.origin.Manner.flooding;

import dev.gather.origin.Raw.Coder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Content codings that are spoilt, stacked, unknown, or not what they say (RFC 9110, section 8.4). */
final class BadCodings {
    private static final Coder GZIP = GZIPOutputStream::new;
    private static final Coder ZLIB = DeflaterOutputStream::new;
    private static final Coder BARE_DEFLATE =
            out -> new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true));

    private static final String PLAIN = "hello, hello, hello\n";
    private static final String ZIPPED = Raw.coded(PLAIN, GZIP);

    /** A header that announces a file name (RFC 1952, section 2.3.1). */
    private static final String NAMED = "\u001f\u008b\u0008\u0008\0\0\0\0\0\u00ff";

    private static final String HEADER = Raw.of(ZeroBomb.GZIP_HEADER);
    private static final String NO_MEMBER = Raw.coded("", GZIP);

    /** A stored block of no bytes (RFC 1951, section 3.2.4). */
    private static final String NO_BLOCK = "\0\0\0\u00ff\u00ff";

    private BadCodings() {}

    static List<Manner> all() {
        return List.of(
                chunking("gzip-bomb", "1 MiB of gzip that becomes 1 GiB", coding("gzip"), ZeroBomb::gzip),
                chunking("deflate-bomb", "1 MiB of deflate that becomes 1 GiB", coding("deflate"), ZeroBomb::deflate),
                coded(
                        "gzip-bomb-twice",
                        "5 KiB of gzip, gzip that become 1 GiB",
                        "gzip, gzip",
                        Raw.coded(ZeroBomb.whole(), GZIP)),
                coded("gzip-twice", "gzip within gzip, which is right", "gzip, gzip", twice(PLAIN)),
                coded("gzip-in-two-fields", "the same in two fields", "gzip\r\nContent-Encoding: gzip", twice(PLAIN)),
                coded("gzip-thrice", "gzip within gzip within gzip", "gzip, gzip, gzip", Raw.coded(twice(PLAIN), GZIP)),
                coded("gzip-x", "gzip by its old name, which is right", "x-gzip", ZIPPED),
                coded("gzip-large", "gzip in large letters, which is right", "GZIP", ZIPPED),
                coded("gzip-truncated", "half a gzip stream", "gzip", ZIPPED.substring(0, ZIPPED.length() / 2)),
                coded("gzip-header-only", "the header of a gzip stream", "gzip", ZIPPED.substring(0, 10)),
                coded("gzip-corrupt", "a gzip stream with a wrong middle", "gzip", spoilt(ZIPPED, ZIPPED.length() / 2)),
                coded(
                        "gzip-check-sum",
                        "a gzip stream with a wrong check sum",
                        "gzip",
                        spoilt(ZIPPED, ZIPPED.length() - 8)),
                coded("gzip-that-is-plain", "plain text that says it is gzip", "gzip", PLAIN),
                coded("gzip-that-is-deflate", "deflate that says it is gzip", "gzip", Raw.coded(PLAIN, ZLIB)),
                coded("gzip-and-garbage", "a gzip stream, then something else", "gzip", ZIPPED + "poison"),
                coded("gzip-and-zeros", "a gzip stream, then zeros, which tapes leave", "gzip", ZIPPED + "\0\0\0"),
                coded("gzip-of-nothing", "an empty body that says it is gzip", "gzip", ""),
                flooding(
                        "gzip-endless-name",
                        "a file name without end in a gzip header",
                        endless("gzip", NAMED),
                        "n".repeat(1_000)),
                flooding(
                        "gzip-endless-members",
                        "empty gzip members without end",
                        endless("gzip", ""),
                        Raw.coded("", GZIP).repeat(500)),
                within("gzip-name-in-gzip", "64 MiB of file name within gzip", NAMED, "n".repeat(1 << 20)),
                within("gzip-members-in-gzip", "3 million empty members within gzip", "", NO_MEMBER.repeat(50_000)),
                within(
                        "gzip-padding-in-gzip",
                        "a stream and 64 MiB of zeros within gzip",
                        ZIPPED,
                        "\0".repeat(1 << 20)),
                within("gzip-blocks-in-gzip", "13 million empty blocks within gzip", HEADER, NO_BLOCK.repeat(200_000)),
                coded("deflate-bare", "deflate as some servers send it", "deflate", Raw.coded(PLAIN, BARE_DEFLATE)),
                coded("deflate-zlib", "deflate as it should be", "deflate", Raw.coded(PLAIN, ZLIB)),
                coded("deflate-that-is-gzip", "gzip that says it is deflate", "deflate", ZIPPED),
                coded("deflate-that-is-plain", "plain text that says it is deflate", "deflate", PLAIN),
                coded("coding-br", "brotli, which nobody asked for", "br", "\u000b\u0002\u0080hello\u0003"),
                coded("coding-zstd", "zstd, which nobody asked for", "zstd", "(\u00b5/\u00fd\4\0"),
                coded("coding-made-up", "a content coding that nobody knows", "made-up", PLAIN),
                coded("coding-identity", "a coding that changes nothing", "identity", PLAIN),
                coded("coding-empty", "a coding without a name", "", PLAIN));
    }

    private static Manner coded(String name, String says, String coding, String body) {
        return answering(name, says, Raw.sized(coding(coding), body));
    }

    /** Some KiB of gzip that become 64 times {@code again}, which is gzip too, has no end and becomes nothing. */
    private static Manner within(String name, String says, String begin, String again) {
        return coded(
                name,
                says,
                "gzip, gzip",
                HEADER + deflated(begin) + deflated(again).repeat(64));
    }

    private static String deflated(String plain) {
        return Raw.of(
                ZeroBomb.deflated(plain.getBytes(StandardCharsets.ISO_8859_1)).getBytes());
    }

    private static String coding(String coding) {
        return Raw.TEXT + "Content-Encoding: " + coding + "\r\n";
    }

    private static String endless(String coding, String begin) {
        return coding(coding) + "Connection: close\r\n\r\n" + begin;
    }

    private static String twice(String plain) {
        return Raw.coded(Raw.coded(plain, GZIP), GZIP);
    }

    private static String spoilt(String bytes, int at) {
        return bytes.substring(0, at) + (char) (bytes.charAt(at) ^ 0xff) + bytes.substring(at + 1);
    }
}
