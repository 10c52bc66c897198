package dev.gather.testing;

import static dev.gather.fetch.FailureCode.CONNECTION_READ_TIMEOUT;
import static dev.gather.fetch.FailureCode.CONNECTION_TERMINATED;
import static dev.gather.fetch.FailureCode.DESTINATION_IP_PROHIBITED;
import static dev.gather.fetch.FailureCode.HOST_BACKOFF;
import static dev.gather.fetch.FailureCode.HTTP_PROTOCOL_ERROR;
import static dev.gather.fetch.FailureCode.HTTP_RESPONSE_BODY_SIZE;
import static dev.gather.fetch.FailureCode.HTTP_RESPONSE_CONTENT_CODING;
import static dev.gather.fetch.FailureCode.HTTP_RESPONSE_HEADER_SECTION_SIZE;
import static dev.gather.fetch.FailureCode.HTTP_RESPONSE_INCOMPLETE;
import static dev.gather.fetch.FailureCode.HTTP_RESPONSE_TIMEOUT;
import static dev.gather.fetch.FailureCode.INVALID_URL;
import static dev.gather.fetch.FailureCode.TOO_MANY_REDIRECTS;

import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Phase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a fetch from an origin with one of its bad manners; {@link #ALL} has a row for each. The same holds
 * for the engine alone and for a whole service.
 *
 * @param attempts most that the fetch may make
 * @param outcome {@code ok}, {@code http_error} or {@code failed}
 * @param code null unless it failed
 * @param phase null unless it failed
 * @param status of the last answer; 0 if there was none
 * @param body the answer's text; null if it failed, or is not looked at
 * @param closes whether the connection may not be used again
 */
public record Expected(
        String manner,
        String method,
        int attempts,
        String outcome,
        @Nullable FailureCode code,
        @Nullable Phase phase,
        int status,
        @Nullable String body,
        boolean closes) {
    /** Failures of answers that were whole. */
    private static final Set<FailureCode> WHOLE = EnumSet.of(
            HTTP_RESPONSE_CONTENT_CODING, HOST_BACKOFF, INVALID_URL, TOO_MANY_REDIRECTS, DESTINATION_IP_PROHIBITED);

    /** Most bytes that a body may have. */
    public static final int MAX_BODY_BYTES = 256 << 10;

    /** A row for every manner, in the manners' order. */
    public static final List<Expected> ALL = List.of(
            failed("silent", HTTP_RESPONSE_TIMEOUT, Phase.WAIT, 0),
            failed("drip-status-line", HTTP_RESPONSE_TIMEOUT, Phase.WAIT, 0),
            failed("drip-header", HTTP_RESPONSE_TIMEOUT, Phase.WAIT, 0),
            failed("drip-interim", HTTP_RESPONSE_TIMEOUT, Phase.WAIT, 0),
            failed("drip-body", CONNECTION_READ_TIMEOUT, Phase.BODY, 200),
            failed("stall-in-header", HTTP_RESPONSE_TIMEOUT, Phase.WAIT, 0),
            failed("stall-after-header", CONNECTION_READ_TIMEOUT, Phase.BODY, 200),
            failed("stall-in-body", CONNECTION_READ_TIMEOUT, Phase.BODY, 200),
            failed("stall-before-last-chunk", CONNECTION_READ_TIMEOUT, Phase.BODY, 200),
            failed("endless-interim", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("endless-body", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("endless-body-without-length", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("endless-body-in-small-chunks", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("reset-before-answer", CONNECTION_TERMINATED, Phase.WAIT, 0),
            failed("reset-in-status-line", CONNECTION_TERMINATED, Phase.WAIT, 0),
            failed("reset-in-header", CONNECTION_TERMINATED, Phase.WAIT, 0),
            failed("reset-after-header", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("reset-in-body", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("reset-in-chunks", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("reset-in-body-without-length", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("close-before-answer", CONNECTION_TERMINATED, Phase.WAIT, 0),
            failed("close-in-status-line", CONNECTION_TERMINATED, Phase.WAIT, 0),
            failed("close-in-header", CONNECTION_TERMINATED, Phase.WAIT, 0),
            failed("close-after-interim", CONNECTION_TERMINATED, Phase.WAIT, 0),
            failed("close-in-body", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("close-in-chunk-size", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("close-in-chunk", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("close-before-last-chunk", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            failed("close-in-trailers", HTTP_RESPONSE_INCOMPLETE, Phase.BODY, 200),
            ok("close-ends-body", "hello"),
            ok("close-when-idle", "ok\n"),
            ok("close-when-used-again", "ok\n"),
            ok("early-answer", "ok\n").to("POST"),
            answered("early-refusal", 413, "too much\n").to("POST"),
            ok("long-body", "hello").closing(),
            ok("unasked-answer", "ok\n").closing(),
            ok("unasked-bytes", "ok\n").closing(),
            ok("unasked-byte", "ok\n").closing(),
            ok("unasked-word", "ok\n").closing(),
            ok("unasked-half-head", "ok\n").closing(),
            ok("unasked-after-chunks", "hello").closing(),
            failed("length-twice", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-list", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-same-twice", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-negative", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-signed", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-hex", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-word", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-empty", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-over-long", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("length-huge", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("length-and-chunks", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("chunks-and-length", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("transfer-coding-unknown", HTTP_PROTOCOL_ERROR, Phase.HEAD, 200),
            failed("transfer-coding-gzip", HTTP_PROTOCOL_ERROR, Phase.HEAD, 200),
            failed("transfer-coding-twice", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("transfer-coding-identity", HTTP_PROTOCOL_ERROR, Phase.HEAD, 200),
            failed("chunk-size-word", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-size-negative", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-size-hex", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-size-empty", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-size-over-int", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-size-over-long", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("endless-chunk-size", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-size-high-byte", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-huge", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("chunk-too-long", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("chunk-bare-lf", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            ok("chunk-extension", "hello"),
            ok("chunk-trailer", "hello"),
            failed("endless-chunk-extension", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("endless-chunk-extensions", HTTP_PROTOCOL_ERROR, Phase.BODY, 200),
            failed("endless-trailer", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.BODY, 200),
            failed("endless-trailers", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.BODY, 200),
            failed("status-word", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("status-negative", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("status-missing", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            ok("status-without-reason", "ok\n"),
            failed("status-101", HTTP_PROTOCOL_ERROR, Phase.HEAD, 101),
            ok("interim-20", "ok\n"),
            failed("interim-21", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("version-0.9", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            ok("version-1.0", "ok\n"),
            failed("version-1.2", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("version-2.0", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("version-small", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("version-other", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("http2-settings", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("garbage", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("banner", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("status-0", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("status-1", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("status-99", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("status-600", HTTP_PROTOCOL_ERROR, Phase.HEAD, 600),
            failed("status-999", HTTP_PROTOCOL_ERROR, Phase.HEAD, 999),
            failed("status-20000", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            ok("interim-100", "ok\n"),
            ok("interim-102", "ok\n"),
            ok("interim-103", "ok\n"),
            ok("interim-199", "ok\n"),
            failed("huge-status-line", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 0),
            failed("huge-header", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 0),
            failed("many-headers", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 200),
            failed("many-header-names", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 200),
            failed("endless-header", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 0),
            failed("endless-headers", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 0),
            failed("endless-short-headers", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 0),
            ok("header-folded", "ok\n"),
            failed("header-folded-first", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("header-nul", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("header-control", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("header-bare-cr", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("header-bare-lf", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            ok("header-utf8", "ok\n"),
            ok("header-latin1", "ok\n"),
            failed("header-name-empty", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            ok("header-name-space", "ok\n"),
            failed("header-name-odd", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("header-name-utf8", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            failed("header-without-colon", HTTP_PROTOCOL_ERROR, Phase.HEAD, 0),
            ok("body-after-head", "").to("HEAD").closing(),
            ok("body-after-204", 204, "").closing(),
            ok("body-after-205", 205, "poison\n"),
            answered("body-after-304", 304, "").closing(),
            ok("chunks-after-204", 204, "").closing(),
            answered("chunks-after-304", 304, "").closing(),
            failed("gzip-bomb", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("deflate-bomb", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("gzip-bomb-twice", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            ok("gzip-twice", "hello, hello, hello\n"),
            ok("gzip-in-two-fields", "hello, hello, hello\n"),
            failed("gzip-thrice", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            ok("gzip-x", "hello, hello, hello\n"),
            ok("gzip-large", "hello, hello, hello\n"),
            failed("gzip-truncated", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("gzip-header-only", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("gzip-corrupt", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("gzip-check-sum", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("gzip-that-is-plain", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("gzip-that-is-deflate", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("gzip-and-garbage", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            ok("gzip-and-zeros", "hello, hello, hello\n"),
            ok("gzip-of-nothing", ""),
            failed("gzip-endless-name", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("gzip-endless-members", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("gzip-name-in-gzip", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("gzip-members-in-gzip", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("gzip-padding-in-gzip", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            failed("gzip-blocks-in-gzip", HTTP_RESPONSE_BODY_SIZE, Phase.BODY, 200),
            ok("deflate-bare", "hello, hello, hello\n"),
            ok("deflate-zlib", "hello, hello, hello\n"),
            failed("deflate-that-is-gzip", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("deflate-that-is-plain", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("coding-br", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("coding-zstd", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            failed("coding-made-up", HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, 200),
            ok("coding-identity", "hello, hello, hello\n"),
            ok("coding-empty", "hello, hello, hello\n"),
            failed("redirect-loop", TOO_MANY_REDIRECTS, Phase.REDIRECT, 302),
            failed("redirect-chain", TOO_MANY_REDIRECTS, Phase.REDIRECT, 302),
            ok("redirect-relative", "arrived\n"),
            ok("redirect-dots", "arrived\n"),
            ok("redirect-above-root", "arrived\n"),
            ok("redirect-without-scheme", "arrived\n"),
            failed("redirect-one-slash", INVALID_URL, Phase.REDIRECT, 302),
            failed("redirect-backslashes", INVALID_URL, Phase.REDIRECT, 302),
            failed("redirect-empty", TOO_MANY_REDIRECTS, Phase.REDIRECT, 302),
            ok("redirect-in-utf8", "arrived\n"),
            failed("redirect-long", INVALID_URL, Phase.REDIRECT, 302),
            failed("redirect-with-user", INVALID_URL, Phase.REDIRECT, 302),
            failed("redirect-to-file", INVALID_URL, Phase.REDIRECT, 302),
            failed("redirect-to-script", INVALID_URL, Phase.REDIRECT, 302),
            failed("redirect-to-data", INVALID_URL, Phase.REDIRECT, 302),
            failed("redirect-to-private", DESTINATION_IP_PROHIBITED, Phase.REDIRECT, 302),
            failed("redirect-to-metadata", DESTINATION_IP_PROHIBITED, Phase.REDIRECT, 302),
            failed("redirect-twice", INVALID_URL, Phase.REDIRECT, 302),
            ok("redirect-same-twice", "arrived\n"),
            ok("redirect-with-cookie", "arrived\n"),
            answered("redirect-nowhere", 302, "where?\n"),
            ok("redirect-endless", "arrived\n"),
            ok("redirect-drip", "arrived\n"),
            failed("retry-after-absurd", HOST_BACKOFF, Phase.QUEUE, 503).twice(),
            failed("retry-after-far", HOST_BACKOFF, Phase.QUEUE, 503).twice(),
            answered("retry-after-past", 503, "later\n").twice(),
            answered("retry-after-zero", 503, "later\n").twice(),
            answered("retry-after-negative", 503, "later\n").twice(),
            answered("retry-after-fraction", 503, "later\n").twice(),
            answered("retry-after-garbage", 503, "later\n").twice(),
            answered("retry-after-twice", 503, "later\n").twice(),
            failed("cookies-many", HTTP_RESPONSE_HEADER_SECTION_SIZE, Phase.HEAD, 0),
            ok("cookie-large", "ok\n"),
            ok("charset-unknown", "hello\n"),
            ok("charset-utf-7", "+ADw-b+AD4-\n"),
            ok("charset-utf-16", "\u6568\u6c6c\u0a6f"),
            ok("charset-twice", "hello\n"),
            ok("charset-long", "hello\n"),
            ok("utf-8-invalid", "a\ufffd(\ufffd\ufffdb\n"),
            ok("utf-8-surrogate", "a\ufffd\ufffd\ufffdb\n"),
            ok("json-invalid", "{\"a\":\"\u00ff\"}"),
            ok("byte-order-mark", ""),
            ok("half-utf-16", "\ufffd"),
            ok("type-garbage", null),
            ok("type-long", "hello\n"),
            ok("type-twice", null));

    private static Expected failed(String manner, FailureCode code, Phase phase, int status) {
        return new Expected(manner, "GET", 1, "failed", code, phase, status, null, !WHOLE.contains(code));
    }

    private static Expected ok(String manner, @Nullable String body) {
        return ok(manner, 200, body);
    }

    private static Expected ok(String manner, int status, @Nullable String body) {
        return new Expected(manner, "GET", 1, "ok", null, null, status, body, false);
    }

    private static Expected answered(String manner, int status, String body) {
        return new Expected(manner, "GET", 1, "http_error", null, null, status, body, false);
    }

    private Expected to(String otherMethod) {
        return new Expected(manner, otherMethod, attempts, outcome, code, phase, status, body, closes);
    }

    private Expected twice() {
        return new Expected(manner, method, 2, outcome, code, phase, status, body, closes);
    }

    private Expected closing() {
        return new Expected(manner, method, attempts, outcome, code, phase, status, body, true);
    }

    /** Whether the origin is given up only because time is over. */
    public boolean timesOut() {
        return code == HTTP_RESPONSE_TIMEOUT || code == CONNECTION_READ_TIMEOUT;
    }

    /** Time that an attempt gets: little where it will be used up, but enough for the head that comes before. */
    public int timeoutMs() {
        if (!timesOut()) {
            return 10_000;
        }
        return phase == Phase.WAIT ? 300 : 1_000;
    }

    /** What is sent; empty unless the method has a body. */
    public String requestBody() {
        return method.equals("POST") ? "b".repeat(256 << 10) : "";
    }

    /** How a fetch ends, as far as the table says anything of it; {@code null} and 0 where it says nothing. */
    public record Ended(
            String outcome,
            @Nullable String code,
            @Nullable String phase,
            int status,
            @Nullable String body) {}

    /** How it should end. */
    public Ended ended() {
        return new Ended(
                outcome, code == null ? null : code.label(), phase == null ? null : phase.label(), status, body);
    }

    /** How it ended in the engine. */
    public Ended ended(Outcome seen) {
        return seen.fold(
                answered -> new Ended(
                        answered.label(), null, null, answered.head().status(), body == null ? null : text(answered)),
                failed -> new Ended(
                        failed.label(),
                        failed.failure().code().label(),
                        failed.failure().phase().label(),
                        failed.head() == null ? 0 : failed.head().status(),
                        null),
                planned -> {
                    throw new AssertionError("nothing was planned");
                });
    }

    private static String text(Outcome.Answered answered) {
        return new String(answered.content().bytes(), 0, answered.content().length(), StandardCharsets.UTF_8);
    }

    /** How it ended in a service, which gave this result. */
    public Ended ended(JsonObject result) {
        JsonObject error = result.getJsonObject("error", new JsonObject());
        return new Ended(
                result.getString("outcome"),
                error.getString("code"),
                error.getString("phase"),
                result.getInteger("status", 0),
                body == null ? null : result.getString("body", ""));
    }

    @Override
    public String toString() {
        return manner;
    }
}
