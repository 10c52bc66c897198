package dev.gather.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Netty's decoder lets through though it is no request that this service can read. */
final class HeadSyntax {
    private static final Pattern VERSION = Pattern.compile("HTTP/\\d\\.\\d");

    private HeadSyntax() {}

    /**
     * Why this head is refused; null if it is not. A later minor version is made HTTP/1.1, which its sender has to
     * understand (RFC 9110, section 2.5).
     */
    static @Nullable Problem check(HttpRequest head) {
        Problem problem = version(head);
        if (problem == null) {
            problem = target(head.uri());
        }
        if (problem == null) {
            problem = names(head.headers());
        }
        return problem == null ? coding(head.headers()) : problem;
    }

    private static @Nullable Problem version(HttpRequest head) {
        HttpVersion version = head.protocolVersion();
        boolean known = VERSION.matcher(version.text()).matches();
        boolean old = known && version.equals(HttpVersion.HTTP_1_0);
        // Vert.x knows these two constants only, and answers anything else itself, without a word.
        HttpRequest unused = head.setProtocolVersion(old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1);
        if (!known) {
            return invalid("The request is not valid HTTP/1.1.");
        }
        // RFC 9110, section 15.6.6
        return version.majorVersion() == 1
                ? null
                : invalid("Only HTTP/1.0 and HTTP/1.1 are spoken here.").status(505);
    }

    /** Decoded as ISO 8859-1, a target in raw UTF-8 would be another one (RFC 3986, section 2). */
    private static @Nullable Problem target(String uri) {
        return uri.chars().allMatch(c -> c > ' ' && c < 0x7F)
                ? null
                : invalid("The request target holds a character that must be percent-encoded.");
    }

    private static @Nullable Problem names(HttpHeaders headers) {
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().isEmpty()) {
                return invalid("A header has no name.");
            }
        }
        return null;
    }

    /**
     * Whoever takes {@code gzip, chunked} for {@code chunked} hands on bytes that nobody sent (RFC 9112, section 6.1).
     */
    private static @Nullable Problem coding(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                        || (codings.size() == 1 && codings.get(0).trim().equalsIgnoreCase("chunked"))
                ? null
                : Problem.ofHeader(
                                ProblemCode.INVALID_REQUEST,
                                "transfer-encoding",
                                "No transfer coding but chunked is read here.")
                        .status(501);
    }

    private static Problem invalid(String detail) {
        return Problem.of(ProblemCode.INVALID_REQUEST, detail);
    }
}
