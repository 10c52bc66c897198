package dev.gather.api;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;

/**
 * What a request says before its body.
 *
 * @param uri the request target as it was sent
 */
record RequestHead(HttpMethod method, String uri, MultiMap headers) {
    private static final long LITTLE_BODY_BYTES = 64 << 10;

    static RequestHead of(HttpServerRequest request) {
        return new RequestHead(request.method(), request.uri(), request.headers());
    }

    /** Host and port that the target names, or else those of the Host header (RFC 9112, section 3.2.2). */
    String authority(String host) {
        int slashes = uri.indexOf("://");
        if (uri.startsWith("/") || slashes < 0) {
            return host;
        }
        String rest = uri.substring(slashes + 3);
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end);
    }

    /** Whether a body follows (RFC 9112, section 6). */
    boolean announcesBody() {
        return headers.contains("transfer-encoding") || contentLength() > 0;
    }

    /**
     * Whether what follows is so little that it is on its way already, and cheaper to throw away than a new connection.
     */
    boolean announcesLittle() {
        return !headers.contains("transfer-encoding")
                && !headers.contains("expect")
                && contentLength() <= LITTLE_BODY_BYTES;
    }

    /** Length of the body as announced; 0 if there is none, or no length. */
    long contentLength() {
        String length = headers.get("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length.trim());
        } catch (NumberFormatException tooLong) { // Netty refuses what is not a number
            return Long.MAX_VALUE;
        }
    }

    /** How the body is to be read, or the problem that says it cannot be. */
    MediaKind kind() throws Problem {
        refuseCoding();
        List<String> types = headers.getAll("content-type");
        if (types.isEmpty() || (types.size() == 1 && types.get(0).isBlank())) {
            return MediaKind.JSON;
        }
        String[] parts = types.get(0).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            refuseCharset(parts[i]);
        }
        MediaKind kind = MediaKind.of(parts[0].trim().toLowerCase(Locale.ROOT));
        if (kind == null || types.size() > 1) {
            throw unsupported("content-type", "One of " + MediaKind.ACCEPTED + " expected.")
                    .header("Accept-Post", MediaKind.ACCEPTED);
        }
        return kind;
    }

    private void refuseCoding() throws Problem {
        for (String coding : headers.getAll("content-encoding")) {
            if (!coding.isBlank() && !coding.trim().equalsIgnoreCase("identity")) {
                throw unsupported("content-encoding", "Bodies are read without a content coding.")
                        .header("Accept-Encoding", "identity");
            }
        }
    }

    private static void refuseCharset(String parameter) throws Problem {
        int equals = parameter.indexOf('=');
        if (equals < 0 || !parameter.substring(0, equals).trim().equalsIgnoreCase("charset")) {
            return;
        }
        String charset = parameter.substring(equals + 1).trim().replace("\"", "");
        if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("utf8")) {
            throw unsupported("content-type", "The charset must be utf-8.").header("Accept-Post", MediaKind.ACCEPTED);
        }
    }

    private static Problem unsupported(String header, String detail) {
        return Problem.ofHeader(ProblemCode.UNSUPPORTED_MEDIA_TYPE, header, detail);
    }
}
