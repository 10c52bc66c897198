package dev.gather.fetch;

import java.util.Locale;

/**
 * Why a fetch failed. A closed set: names are API and never change. Those that RFC 9209 registers as proxy error types
 * keep their registered meaning.
 */
public enum FailureCode {
    /** Not absolute, wrong scheme, credentials in it, too long, or a forbidden port. */
    INVALID_URL(false),
    /** A header, method or body that may not be sent. */
    INVALID_REQUEST(false),
    /** The operator's list of hosts says no. */
    HTTP_REQUEST_DENIED(false),
    /** The host is, or resolves to, an address that is not public. */
    DESTINATION_IP_PROHIBITED(false),
    /** The URL leads to this service itself. */
    PROXY_LOOP_DETECTED(false),
    /** robots.txt says no, or could not be had. */
    ROBOTS_DISALLOWED(false),
    /** The host asked for a pause that does not fit the deadline. */
    HOST_BACKOFF(true),
    /** The host could not be reached several times in a row, and is left alone for a while. */
    DESTINATION_UNAVAILABLE(true),
    /** The batch's deadline came first. */
    DEADLINE_EXCEEDED(true),
    /** The client left, the batch's mode was decided, or the service drained. */
    CANCELLED(true),
    DNS_TIMEOUT(true),
    /** The name has no address; the server's answer is attached as {@code rcode}. */
    DNS_ERROR(false),
    CONNECTION_REFUSED(true),
    CONNECTION_TIMEOUT(true),
    DESTINATION_IP_UNROUTABLE(true),
    /** Our pool for that host overflowed. */
    CONNECTION_LIMIT_REACHED(true),
    TLS_PROTOCOL_ERROR(false),
    TLS_CERTIFICATE_ERROR(false),
    TLS_ALERT_RECEIVED(false),
    /** Closed before any response. */
    CONNECTION_TERMINATED(true),
    HTTP_RESPONSE_TIMEOUT(true),
    CONNECTION_READ_TIMEOUT(true),
    /** Closed before the announced end. */
    HTTP_RESPONSE_INCOMPLETE(true),
    HTTP_RESPONSE_HEADER_SECTION_SIZE(false),
    HTTP_RESPONSE_BODY_SIZE(false),
    /** Undecodable, truncated or bomb-like compression. */
    HTTP_RESPONSE_CONTENT_CODING(false),
    /** Not HTTP. */
    HTTP_PROTOCOL_ERROR(true),
    TOO_MANY_REDIRECTS(false),
    /** Only a stored answer was asked for, and there is none. */
    NOT_IN_CACHE(false),
    /** {@code as: json} was asked for, and the body is something else. */
    BODY_NOT_JSON(false),
    /** A rule of {@code extract} could not be met; its name is attached as {@code rule}. */
    EXTRACT_FAILED(false),
    /** Our bug; the log has its stack under the request's id. */
    PROXY_INTERNAL_ERROR(true);

    private final String label = name().toLowerCase(Locale.ROOT);
    private final boolean retryable;

    FailureCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** The code in results, metrics and logs. */
    public String label() {
        return label;
    }

    /** Whether the same fetch may succeed later; a {@link Failure} may know better (a temporary DNS answer). */
    public boolean retryable() {
        return retryable;
    }
}
