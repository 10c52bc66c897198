package dev.gather.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a call was refused. A closed set: names are API and never change (CONTRACT, section 8). */
public enum ProblemCode {
    INVALID_JSON(
            400,
            "The body is not valid JSON",
            "The request body could not be read as JSON (RFC 8259): line and column say where reading stopped. Comments,"
                    + " trailing commas, duplicate names, lone surrogates and text after the value are refused too."),
    INVALID_REQUEST(
            400,
            "The request is not valid",
            "Something in the request is not as the contract wants it. errors[] names every mistake by JSON pointer,"
                    + " query parameter or header; nothing was fetched."),
    UNAUTHORIZED(
            401, "A key is needed", "Send a key of this service as Authorization: Bearer KEY, or as X-API-Key: KEY."),
    FORBIDDEN(
            403,
            "This is not allowed",
            "A service without keys answers this machine only: the Host must be a loopback name or address, and requests"
                    + " that a browser makes for other sites are refused."),
    NOT_FOUND(404, "There is nothing here", "The path is not one of the service's, or what it named is not there."),
    METHOD_NOT_ALLOWED(405, "This method is not for this path", "The Allow header names the methods that are."),
    NOT_ACCEPTABLE(
            406,
            "No acceptable form of answer",
            "The service can answer as application/json, application/x-ndjson or text/event-stream."),
    REQUEST_TIMEOUT(
            408,
            "The request took too long to arrive",
            "The whole request must arrive within 30 seconds of its head; the connection is closed."),
    IDEMPOTENCY_IN_PROGRESS(
            409,
            "The first request with this key is still running",
            "Repeat the request with the same Idempotency-Key a little later."),
    JOB_NOT_FINISHED(409, "The job has not finished", "What was asked needs a job that has ended."),
    JOB_EXPIRED(410, "The job has expired", "The job was here, but its time to live has passed."),
    REQUEST_TOO_LARGE(
            413,
            "The request is too large",
            "limit is what the operator allows, in bytes, or the characters of the longest string that any field takes."
                    + " Split the work into several calls."),
    TOO_MANY_URLS(
            413, "Too many URLs in one call", "limit is what the operator allows. Split the work into several calls."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "This kind of body cannot be read",
            "Send application/json, text/plain or application/x-ndjson, in UTF-8 and without a content coding."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "This Idempotency-Key was used for another request",
            "Use a new key for a new request; a repeat must have the same body."),
    RATE_LIMITED(429, "Too many calls", "The caller's quota is spent; Retry-After says when it allows another call."),
    INTERNAL_ERROR(
            500,
            "Something went wrong here",
            "This is a fault of the service, not of the request. Its log has the details under the request_id."),
    BATCH_UNSATISFIED(
            502,
            "The mode's condition was not met",
            "With the mode all, any or race the call counts as successful only if its items did: all of them, one of"
                    + " them, or the first. results holds every item."),
    OVERLOADED(
            503,
            "The service is busy",
            "As much is held in memory, or waits to be fetched, as may be. Try again after Retry-After."),
    DRAINING(503, "The service is stopping", "It finishes what it has and takes no new calls. Try again elsewhere.");

    private final int status;
    private final String title;
    private final String explanation;

    ProblemCode(int status, String title, String explanation) {
        this.status = status;
        this.title = title;
        this.explanation = explanation;
    }

    /** The HTTP status it is sent with. */
    public int status() {
        return status;
    }

    /** One short line that is the same for every problem of this code. */
    public String title() {
        return title;
    }

    /** The code in answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Path of the page about it, also its {@code type} (RFC 9457, section 3.1.1). */
    public String path() {
        return "/problems/" + slug();
    }

    /** What to do about it, for people. */
    String explanation() {
        return explanation;
    }

    String slug() {
        return label().replace('_', '-');
    }

    /** The code whose page has this name; null if there is none. */
    static @Nullable ProblemCode ofSlug(String slug) {
        for (ProblemCode code : values()) {
            if (code.slug().equals(slug) || code.label().equals(slug)) {
                return code;
            }
        }
        return null;
    }
}
