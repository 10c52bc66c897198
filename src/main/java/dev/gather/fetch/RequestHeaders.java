package dev.gather.fetch;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the headers of requests. Items without options of their own have equal ones, so the last made are remembered.
 */
final class RequestHeaders {
    /** W3C Trace Context, section 3.2. */
    private static final String TRACEPARENT = "traceparent";

    private final FetchSettings settings;
    private MultiMap made = HttpHeaders.headers();
    private @Nullable FetchOptions madeFor;
    private @Nullable String madeForTrace;

    RequestHeaders(FetchSettings settings) {
        this.settings = settings;
    }

    /** The headers of a new attempt; others may have the same, so they are not to be changed. */
    @SuppressWarnings(
            "ReferenceEquality") // equal options of one batch are one object, and comparing them costs as much
    MultiMap of(Batch batch, FetchOptions options) {
        String traceparent = settings.propagateTrace() ? batch.traceparent() : null;
        if (options != madeFor || !Objects.equals(traceparent, madeForTrace)) {
            made = make(options, traceparent);
            madeFor = options;
            madeForTrace = traceparent;
        }
        return made;
    }

    private MultiMap make(FetchOptions options, @Nullable String traceparent) {
        MultiMap headers = HttpHeaders.headers();
        options.headers().forEach(headers::set);
        if (traceparent != null) {
            headers.set(TRACEPARENT, traceparent);
        }
        setIfAbsent(headers, HttpHeaders.USER_AGENT, settings.userAgent());
        setIfAbsent(headers, HttpHeaders.ACCEPT, "*/*");
        setIfAbsent(headers, HttpHeaders.ACCEPT_ENCODING, "gzip, deflate");
        return headers;
    }

    private static void setIfAbsent(MultiMap headers, CharSequence name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
