package dev.gather.fetch;

import dev.gather.net.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One try of a fetch: where its redirects have led so far, and how much of its time is left. */
final class Attempt {
    /** An origin that closes its connections may have closed many of those that are kept. */
    static final int MOST_FREE_RETRIES = 8;

    private long waitNanos;
    private long startNanos;
    final List<Hop> hops = new ArrayList<>(0);

    /** What the cache has to do with the hop at hand; null if nothing. */
    @Nullable
    CachedHop cached;

    /** Where the last answer came from. */
    Source source = Source.NETWORK;

    private final FetchOptions options;
    private final boolean wantsTls;
    private MultiMap headers;
    private @Nullable Set<String> visited;
    private HttpMethod method;
    private Target target;
    private @Nullable Buffer body;
    private HopTimings timings = HopTimings.NONE;
    private long spentNanos;
    private long sentNanos;
    private boolean sent;
    private int retriedForFree;
    private boolean hedged;

    /** @param headers of the request; others use them too */
    Attempt(Fetch fetch, Target target, MultiMap headers, long waitNanos, long startNanos) {
        this.options = fetch.options();
        this.wantsTls = options.include().contains(Include.TLS);
        this.headers = headers;
        this.method = fetch.method();
        this.target = target;
        this.body = fetch.body();
        this.waitNanos = waitNanos;
        this.startNanos = startNanos;
    }

    Target target() {
        return target;
    }

    HttpMethod method() {
        return method;
    }

    /** Of its next request; not to be changed. */
    MultiMap headers() {
        return headers;
    }

    HopTimings timings() {
        return timings;
    }

    /** Whether anything of it has been sent. */
    boolean sent() {
        return sent;
    }

    /** It waited for its host's pause before anything was sent. */
    void paused(long nanos) {
        waitNanos += nanos;
    }

    /** The account of it, which ends now. */
    AttemptRecord record(int status, @Nullable FailureCode error, long nowNanos) {
        return new AttemptRecord(status, error, waitNanos, nowNanos - startNanos);
    }

    /** What the next exchange sends, from now on. */
    Order send(long nowNanos) {
        startNanos = sent ? startNanos : nowNanos;
        sent = true;
        sentNanos = nowNanos;
        return new Order(
                method,
                target,
                headers,
                body,
                TimeUnit.MILLISECONDS.toNanos(options.connectTimeoutMs()),
                TimeUnit.MILLISECONDS.toNanos(options.timeoutMs()) - spentNanos,
                options.maxBodyBytes(),
                options.truncate(),
                options.needsBody(),
                options.maxRedirects() > 0,
                phase(),
                wantsTls);
    }

    /** The exchange is over, and another one follows. */
    void goOn(long nowNanos) {
        spentNanos += nowNanos - sentNanos;
    }

    /** The phase to name if the next exchange is refused. */
    Phase phase() {
        return hops.isEmpty() ? Phase.ADMIT : Phase.REDIRECT;
    }

    void timed(HopTimings hop) {
        timings = timings.plus(hop);
    }

    /** How long its exchange may take to the head before a second one is sent beside it; 0 for never, or not again. */
    long hedgeNanos() {
        return hedged || !Fetch.safe(method) ? 0 : TimeUnit.MILLISECONDS.toNanos(options.hedgeMs());
    }

    /** It has asked for a second exchange, and will not again. */
    void hedged() {
        hedged = true;
    }

    /** Whether another exchange may be had at no cost, because a reused connection was dead. */
    boolean retryForFree() {
        boolean granted = Fetch.safe(method) && retriedForFree < MOST_FREE_RETRIES;
        retriedForFree += granted ? 1 : 0;
        return granted;
    }

    /** Whether a request for this target has been made in this attempt already, so that the redirects form a loop. */
    boolean loopsTo(Target next, int status) {
        if (visited == null) {
            visited = new HashSet<>();
            visited.add(method + " " + target.href());
        }
        return !visited.add(Redirects.method(method, status) + " " + next.href());
    }

    /** Turns to where a redirect leads (RFC 9110, section 15.4). */
    void turnTo(Target next, int status) {
        hops.add(new Hop(target.href(), status));
        HttpMethod nextMethod = Redirects.method(method, status);
        headers = HttpHeaders.headers().addAll(headers);
        if (!nextMethod.equals(method)) {
            body = null;
            Redirects.dropContentHeaders(headers);
        }
        if (!target.sameOrigin(next)) {
            Redirects.dropSecrets(headers);
        }
        method = nextMethod;
        target = next;
    }
}
