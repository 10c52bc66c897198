package dev.gather.encode;

import dev.gather.content.Content;
import dev.gather.fetch.AttemptRecord;
import dev.gather.fetch.Failure;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.Head;
import dev.gather.fetch.Hop;
import dev.gather.fetch.Include;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Outcome.Answered;
import dev.gather.fetch.Outcome.Failed;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Timings;
import dev.gather.fetch.TlsInfo;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of one result (CONTRACT, section 5), in steps: all before the body, the body slice by slice, what was
 * extracted likewise, the rest. Absent members do not apply.
 */
final class ResultWriter implements Piece {
    /** Bytes of a body taken in one step: a multiple of three, whose base64 is a full step. */
    private static final int SLICE_BYTES = STEP_BYTES / 4 * 3;

    private final Settled settled;
    private final Outcome outcome;
    private final @Nullable Answered answered;
    private final @Nullable Failed failed;
    private final @Nullable Head head;
    private final Content content;
    private final Content extracted;
    private final boolean bodyOmitted;
    private final boolean onOneLine;
    private boolean begun;
    private int bodyAt;
    private boolean bodyEnded;
    private int extractedAt;

    /**
     * @param bodyOmitted whether there was a body that the answer had no room for
     * @param onOneLine whether line breaks within a JSON body become spaces
     */
    ResultWriter(Settled settled, boolean bodyOmitted, boolean onOneLine) {
        this.settled = settled;
        this.outcome = settled.outcome();
        this.answered = outcome instanceof Answered it ? it : null;
        this.failed = outcome instanceof Failed it ? it : null;
        this.head = answered != null ? answered.head() : failed != null ? failed.head() : null;
        this.content = answered != null && includes(Include.BODY) ? answered.content() : Content.NONE;
        this.extracted = answered != null ? answered.extracted() : Content.NONE;
        this.bodyOmitted = bodyOmitted;
        this.onOneLine = onOneLine;
    }

    @Override
    public boolean writeTo(JsonBytes out) {
        if (!begun) {
            begun = true;
            identity(out);
            head(out);
            beginBody(out);
        }
        if (!bodyEnded) {
            bodySlice(out);
            if (bodyAt < content.length()) {
                return false;
            }
            bodyEnded = true;
            endBody(out);
        }
        extractedSlice(out);
        if (extractedAt < extracted.length()) {
            return false;
        }
        rest(out);
        return true;
    }

    private boolean includes(Include part) {
        return settled.fetch().options().include().contains(part);
    }

    private void identity(JsonBytes out) {
        Fetch fetch = settled.fetch();
        out.ascii("{\"type\":\"result\"");
        out.member("index", fetch.index());
        if (fetch.id() != null) {
            out.member("id", fetch.id());
        }
        out.member("seq", settled.seq());
        out.member("url", fetch.url());
        out.member("method", fetch.method().name());
        out.member("outcome", outcome.label());
        out.member("ok", outcome.ok());
        if (outcome instanceof Outcome.Planned) {
            out.member("dry_run", true);
        }
    }

    private void head(JsonBytes out) {
        if (head == null) {
            return;
        }
        out.member("status", head.status());
        out.member("final_url", head.target().href());
        out.member("http_version", head.httpVersion());
        if (includes(Include.HEADERS)) {
            headers(out, head);
        }
        String contentType = head.headers().get("content-type");
        if (contentType != null) {
            out.member("content_type", contentType);
        }
    }

    private static void headers(JsonBytes out, Head head) {
        out.member("headers");
        out.octet('{');
        var list = new Listing(out);
        head.headers().forEach((name, value) -> {
            list.next();
            out.string(name);
            out.octet(':');
            out.string(value);
        });
        out.octet('}');
        if (!head.headers().setCookies().isEmpty()) {
            strings(out, "set_cookies", head.headers().setCookies());
        }
    }

    private static void strings(JsonBytes out, String name, List<String> values) {
        out.member(name);
        out.octet('[');
        var list = new Listing(out);
        for (String value : values) {
            list.next();
            out.string(value);
        }
        out.octet(']');
    }

    private void beginBody(JsonBytes out) {
        if (answered != null) {
            out.member("body_bytes", answered.bodyBytes());
            out.member("wire_bytes", answered.wireBytes());
        }
        switch (content.form()) {
            case JSON -> out.member("json");
            case TEXT, BASE64 -> {
                out.member("body");
                out.octet('"');
            }
            case AUTO, NONE -> {}
        }
    }

    private void bodySlice(JsonBytes out) {
        int from = bodyAt;
        int to = Math.min(content.length(), from + SLICE_BYTES);
        bodyAt = to;
        switch (content.form()) {
            case JSON -> json(out, content, from, to);
            case TEXT -> out.escaped(content.bytes(), from, to);
            case BASE64 -> out.base64(content.bytes(), from, to);
            case AUTO, NONE -> {}
        }
    }

    private void extractedSlice(JsonBytes out) {
        if (extracted.length() == 0) {
            return;
        }
        if (extractedAt == 0) {
            out.member("extracted");
        }
        int from = extractedAt;
        extractedAt = Math.min(extracted.length(), from + SLICE_BYTES);
        json(out, extracted, from, extractedAt);
    }

    private void json(JsonBytes out, Content json, int from, int to) {
        if (onOneLine) {
            out.rawOnOneLine(json.bytes(), from, to);
        } else {
            out.raw(json.bytes(), from, to);
        }
    }

    private void endBody(JsonBytes out) {
        switch (content.form()) {
            case TEXT -> {
                out.ascii("\",\"body_encoding\":\"utf-8\"");
                optional(out, "charset", content.charset());
                optional(out, "charset_source", content.charsetSource());
            }
            case BASE64 -> out.ascii("\",\"body_encoding\":\"base64\"");
            case JSON, AUTO, NONE -> {}
        }
    }

    private static void optional(JsonBytes out, String name, @Nullable String value) {
        if (value != null) {
            out.member(name, value);
        }
    }

    private void rest(JsonBytes out) {
        if (answered != null && answered.truncated()) {
            out.member("truncated", true);
        }
        if (bodyOmitted) {
            out.member("body_omitted", "response_budget");
        }
        source(out);
        boolean suppressed = outcome.trail().retrySuppressed();
        if (failed != null) {
            error(out, failed.failure(), suppressed);
        } else if (suppressed) {
            out.member("retry_suppressed", true);
        }
        attempts(out);
        if (includes(Include.REDIRECTS)
                && (head != null || !outcome.trail().attempts().isEmpty())) {
            redirects(out, outcome.trail().redirects());
        }
        if (includes(Include.TLS) && head != null && head.tls() != null) {
            tls(out, head.tls());
        }
        timings(out, outcome.trail().timings());
        if (outcome.trail().fetchedAtMs() > 0) {
            out.member("fetched_at");
            out.instant(outcome.trail().fetchedAtMs());
        }
        out.octet('}');
    }

    private void source(JsonBytes out) {
        if (settled.coalesced()) {
            out.member("source", "coalesced");
        } else if (head != null) {
            out.member("source", outcome.trail().source().label());
        }
        if (settled.sharedWith() >= 0) {
            out.member("shared_with", settled.sharedWith());
        }
    }

    private static void error(JsonBytes out, Failure failure, boolean retrySuppressed) {
        out.ascii(",\"error\":{\"code\":");
        out.string(failure.code().label());
        out.member("phase", failure.phase().label());
        out.member("message", failure.message());
        out.member("retryable", failure.retryable());
        if (failure.retryAfterMs() != null) {
            out.member("retry_after_ms", failure.retryAfterMs());
        }
        new TreeMap<>(failure.details()).forEach((name, value) -> out.member(name, value));
        if (retrySuppressed) {
            out.member("retry_suppressed", true);
        }
        out.octet('}');
    }

    private void attempts(JsonBytes out) {
        List<AttemptRecord> attempts = outcome.trail().attempts();
        out.member("attempt_count", attempts.size());
        if (attempts.isEmpty() || (failed == null && !includes(Include.ATTEMPTS))) {
            return;
        }
        out.member("attempts");
        out.octet('[');
        var list = new Listing(out);
        for (AttemptRecord attempt : attempts) {
            list.next();
            attempt(out, attempt);
        }
        out.octet(']');
    }

    private static void attempt(JsonBytes out, AttemptRecord attempt) {
        out.octet('{');
        var list = new Listing(out);
        if (attempt.status() > 0) {
            list.next("status");
            out.number(attempt.status());
        }
        if (attempt.error() != null) {
            list.next("error_code");
            out.string(attempt.error().label());
        }
        if (attempt.waitNanos() > 0) {
            list.next("wait_before_ms");
            out.millis(attempt.waitNanos());
        }
        list.next("total_ms");
        out.millis(attempt.totalNanos());
        out.octet('}');
    }

    private static void redirects(JsonBytes out, List<Hop> hops) {
        out.member("redirects");
        out.octet('[');
        var list = new Listing(out);
        for (Hop hop : hops) {
            list.next();
            out.ascii("{\"url\":");
            out.string(hop.url());
            out.member("status", hop.status());
            out.octet('}');
        }
        out.octet(']');
    }

    private static void tls(JsonBytes out, TlsInfo tls) {
        out.ascii(",\"tls\":{\"protocol\":");
        out.string(tls.protocol());
        out.member("cipher", tls.cipher());
        out.member("subject", tls.subject());
        out.member("issuer", tls.issuer());
        out.member("not_after", tls.notAfter());
        out.octet('}');
    }

    private static void timings(JsonBytes out, Timings timings) {
        out.ascii(",\"timings\":{\"queued_ms\":");
        out.millis(timings.queued());
        out.member("backoff_ms");
        out.millis(timings.backoff());
        phase(out, "dns_ms", timings.dns());
        phase(out, "connect_ms", timings.connect());
        phase(out, "ttfb_ms", timings.ttfb());
        phase(out, "download_ms", timings.download());
        out.member("total_ms");
        out.millis(timings.total());
        out.octet('}');
    }

    private static void phase(JsonBytes out, String name, long nanos) {
        if (nanos >= 0) {
            out.member(name);
            out.millis(nanos);
        }
    }

    /** Puts commas between the entries of an array or object, and none before the first. */
    private static final class Listing {
        private final JsonBytes out;
        private boolean first = true;

        Listing(JsonBytes out) {
            this.out = out;
        }

        void next() {
            if (!first) {
                out.octet(',');
            }
            first = false;
        }

        void next(String name) {
            next();
            out.string(name);
            out.octet(':');
        }
    }
}
