package dev.gather.content;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Content-Type} says, read leniently (RFC 9110, section 8.3): parameters other than charset do not
 * matter.
 *
 * @param essence type and subtype in lower case, for example {@code text/html}; empty if there is none
 * @param charset the label as it was sent, without quotes
 */
public record MediaType(String essence, @Nullable String charset) {
    /** What is known of a body that came without {@code Content-Type}. */
    public static final MediaType UNKNOWN = new MediaType("", null);

    private static final Set<String> TEXT_BESIDE_TEXT = Set.of(
            "application/xml",
            "application/xml-dtd",
            "application/xhtml+xml",
            "application/javascript",
            "application/x-javascript",
            "application/ecmascript",
            "application/x-www-form-urlencoded",
            "application/graphql",
            "application/yaml",
            "application/x-yaml",
            "application/toml",
            "application/ndjson",
            "application/x-ndjson",
            "application/jsonl",
            "application/x-jsonlines",
            "application/json-seq",
            "application/csv",
            "application/sql",
            "application/rtf",
            "application/x-sh",
            "application/x-httpd-php",
            "application/x-subrip",
            "application/x-tex",
            "application/x-pem-file",
            "application/mbox",
            "application/node",
            "application/typescript",
            "application/vnd.apple.mpegurl",
            "application/x-mpegurl",
            "message/rfc822",
            "message/http");

    /**
     * What was read last: most bodies of a batch are of one type. Immutable, so any thread may see the one or the
     * other.
     */
    private static Known last = new Known("", UNKNOWN);

    private record Known(String header, MediaType type) {}

    /** Reads a header; null and nonsense give {@link #UNKNOWN}. */
    public static MediaType of(@Nullable String contentType) {
        if (contentType == null) {
            return UNKNOWN;
        }
        Known known = last;
        if (known.header.equals(contentType)) {
            return known.type;
        }
        MediaType read = read(contentType);
        last = new Known(contentType, read);
        return read;
    }

    private static MediaType read(String contentType) {
        int end = endOf(contentType, 0);
        String essence = contentType.substring(0, end).strip().toLowerCase(Locale.ROOT);
        if (essence.indexOf('/') <= 0 || essence.indexOf(' ') >= 0) {
            return UNKNOWN;
        }
        return new MediaType(essence, charset(contentType, end));
    }

    private static @Nullable String charset(String header, int firstEnd) {
        int at = firstEnd;
        while (at < header.length() && header.charAt(at) == ';') {
            int end = endOf(header, at + 1);
            String parameter = header.substring(at + 1, end).strip();
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
                return unquoted(parameter.substring(equals + 1).strip());
            }
            at = end;
        }
        return null;
    }

    /** Where the part that starts at {@code from} ends: at a semicolon or comma outside quotes, or the end. */
    private static int endOf(String header, int from) {
        boolean quoted = false;
        for (int at = from; at < header.length(); at++) {
            char c = header.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                at++;
            } else if (!quoted && (c == ';' || c == ',')) {
                return at;
            }
        }
        return header.length();
    }

    private static @Nullable String unquoted(String value) {
        String bare = value.replace("\"", "").replace("'", "").replace("\\", "").strip();
        return bare.isEmpty() ? null : bare;
    }

    /**
     * Whether the body should be one JSON text: {@code application/json}, {@code text/json}, anything {@code +json}.
     */
    public boolean isJson() {
        return essence.equals("application/json") || essence.equals("text/json") || essence.endsWith("+json");
    }

    /** Whether people can read the body as it is. JSON is text too. */
    public boolean isText() {
        return essence.startsWith("text/") || isXml() || isJson() || TEXT_BESIDE_TEXT.contains(essence);
    }

    /** Whether the body may name its charset in an XML declaration. */
    public boolean isXml() {
        return essence.equals("text/xml") || essence.equals("application/xml") || essence.endsWith("+xml");
    }

    /** Whether the body may name its charset in a {@code meta} element: HTML, or nobody said what it is. */
    boolean mayHaveMeta() {
        return essence.isEmpty() || essence.equals("text/html") || essence.equals("application/xhtml+xml");
    }
}
