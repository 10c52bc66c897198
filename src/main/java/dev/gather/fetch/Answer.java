package dev.gather.fetch;

import io.vertx.core.http.HttpMethod;

/** What one hop brought: a complete answer. */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Answer(
        Head head,
        byte[] bytes,
        int length,
        long bodyBytes,
        long wireBytes,
        boolean truncated,
        HopTimings timings,
        Source source) {
    /** Answers whose status rules a body out (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5). */
    static boolean bodiless(int status) {
        return status == 204 || status == 205 || status == 304;
    }

    /** Whether it has no body by its nature, rather than an empty one. */
    boolean hasNoBody(HttpMethod method) {
        return length == 0 && (method.equals(HttpMethod.HEAD) || bodiless(head.status()));
    }
}
