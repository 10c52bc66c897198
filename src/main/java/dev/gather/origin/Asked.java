package dev.gather.origin;

import java.util.Objects;

/**
 * What a manner knows of the request it answers.
 *
 * @param path without query
 * @param host as the request's {@code Host} says it; empty if it does not
 * @param hasCookie whether a cookie came back
 */
public record Asked(String method, String path, String host, boolean hasCookie) {
    public Asked {
        Objects.requireNonNull(method);
        Objects.requireNonNull(path);
        Objects.requireNonNull(host);
    }

    /** Whether the answer has no body, whatever its head says (RFC 9110, section 9.3.2). */
    boolean head() {
        return method.equals("HEAD");
    }
}
