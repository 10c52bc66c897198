package dev.gather.fetch;

import dev.gather.cache.Asked;
import dev.gather.cache.CacheMode;
import dev.gather.cache.Fields;
import dev.gather.cache.HttpCache;
import dev.gather.cache.Received;
import dev.gather.cache.Reuse;
import dev.gather.cache.Stored;
import dev.gather.limit.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One hop's dealings with the cache: what is answered without asking the origin, what the origin is asked because of
 * what is stored, and what is stored of its answer. Used once, on one loop.
 */
final class CachedHop {
    /** What a stale answer may stand in for (RFC 5861, section 4). */
    private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

    /** Failures that are none of the origin's or the network's: they are told, whatever is stored. */
    private static final Set<FailureCode> TOLD = EnumSet.of(
            FailureCode.INVALID_URL,
            FailureCode.HTTP_REQUEST_DENIED,
            FailureCode.DESTINATION_IP_PROHIBITED,
            FailureCode.PROXY_LOOP_DETECTED,
            FailureCode.HTTP_RESPONSE_BODY_SIZE,
            FailureCode.PROXY_INTERNAL_ERROR);

    private final Fetcher fetcher;
    private final HttpCache cache;
    private final Clock clock;
    private final Batch batch;
    private final Fetch fetch;
    private final Attempt attempt;
    private final Asked asked;
    private final CacheMode mode;
    private final @Nullable Stored stored;
    private final Reuse reuse;
    private long askedAtMs;

    private CachedHop(
            Fetcher fetcher,
            HttpCache cache,
            Batch batch,
            Fetch fetch,
            Attempt attempt,
            Asked asked,
            boolean firstTry) {
        this.fetcher = fetcher;
        this.cache = cache;
        this.clock = fetcher.clock();
        this.batch = batch;
        this.fetch = fetch;
        this.attempt = attempt;
        this.asked = asked;
        this.mode = Reuse.mode(fetch.options().cache(), asked);
        this.stored = reads() ? usable(cache.find(asked)) : null;
        Reuse found = passesThrough() && mode != CacheMode.ONLY_IF_CACHED
                ? Reuse.ASK
                : Reuse.of(mode, asked, stored, clock.epochMillis());
        this.reuse = firstTry || !found.answers() ? found : Reuse.VALIDATE;
    }

    /** @param firstTry whether this fetch has not asked the origin and been told to come again */
    static CachedHop of(Fetcher fetcher, HttpCache cache, Batch batch, Fetch fetch, Attempt attempt, boolean firstTry) {
        boolean head = attempt.method().equals(HttpMethod.HEAD);
        String uri = attempt.target().href();
        Asked asked = new Asked(batch.caller(), uri, head, Fields.of(attempt.headers()));
        return new CachedHop(fetcher, cache, batch, fetch, attempt, asked, firstTry);
    }

    private boolean reads() {
        return !passesThrough() && mode != CacheMode.NO_STORE && mode != CacheMode.RELOAD;
    }

    /** Whether its method is one whose answers are never stored. */
    private boolean passesThrough() {
        return !asked.head() && !attempt.method().equals(HttpMethod.GET);
    }

    /** A stored answer without its body serves only those who do not look at that. */
    private @Nullable Stored usable(@Nullable Stored found) {
        boolean serves = found != null && (found.whole() || asked.head() || follows(found.status(), found.fields()));
        return serves ? found : null;
    }

    private boolean follows(int status, Fields fields) {
        return fetch.options().maxRedirects() > 0 && Redirects.leadsOn(status) && fields.has("location");
    }

    /** Whether the origin is not to be asked. */
    boolean settles() {
        return reuse.answers() || reuse == Reuse.MISSING;
    }

    /** The stored answer. */
    Answer answer() throws HopFailed {
        Stored found = stored;
        if (found == null || reuse == Reuse.MISSING) {
            String message = "Nothing is stored for this request, and the origin was not to be asked.";
            throw new HopFailed(
                    Failure.of(FailureCode.NOT_IN_CACHE, Phase.ADMIT, message), null, HopTimings.NONE, false);
        }
        if (reuse == Reuse.USE_AND_REVALIDATE) {
            fetcher.revalidations().begin(batch, fetch, attempt, found);
        }
        return unconfirmed(found, HopTimings.NONE);
    }

    /**
     * Whether there is something to give although the origin may not be asked now, because of the state its host is in.
     */
    boolean standsIn() {
        return stored != null && standsIn(stored);
    }

    /** That. */
    Answer standIn() throws HopFailed {
        return unconfirmed(Objects.requireNonNull(stored), HopTimings.NONE);
    }

    /** What the origin is asked in place of an order that knows nothing of the cache. */
    Order order(Order order) {
        askedAtMs = clock.epochMillis();
        if (passesThrough()) {
            return order;
        }
        MultiMap headers = HttpHeaders.headers().addAll(order.headers());
        conditions().forEach(headers::set);
        setByMode(headers);
        return order.forCache(headers);
    }

    private Map<String, String> conditions() {
        return reuse == Reuse.VALIDATE && stored != null ? stored.conditions() : Map.of();
    }

    /** Has the caches on the way ask too (Fetch standard, HTTP-network-or-cache fetch). */
    private void setByMode(MultiMap headers) {
        boolean says = asked.fields().has("cache-control");
        if (mode == CacheMode.NO_CACHE && !says) {
            headers.set("cache-control", "max-age=0");
        }
        if (mode == CacheMode.RELOAD && !says) {
            headers.set("cache-control", "no-cache");
        }
        if (mode == CacheMode.RELOAD && !asked.fields().has("pragma")) {
            headers.set("pragma", "no-cache");
        }
    }

    /**
     * What the hop brings in the end: the origin's answer, or a stored one that it has confirmed or that stands in for
     * it.
     */
    Future<Answer> conclude(Future<Answer> exchanged) {
        return exchanged.transform(this::concluded);
    }

    private Future<Answer> concluded(AsyncResult<Answer> exchanged) {
        try {
            if (exchanged.succeeded()) {
                return Future.succeededFuture(answered(exchanged.result()));
            }
            return exchanged.cause() instanceof HopFailed failed
                    ? Future.succeededFuture(substitute(failed))
                    : Future.failedFuture(exchanged.cause());
        } catch (HopFailed failed) {
            return Future.failedFuture(failed);
        }
    }

    private Answer answered(Answer answer) throws HopFailed {
        if (passesThrough()) {
            invalidate(answer.head());
            return answer;
        }
        Stored found = stored;
        if (found != null && answer.head().status() == 304 && !conditions().isEmpty()) {
            return confirmed(found, answer);
        }
        if (found != null && ERRORS.contains(answer.head().status()) && standsIn(found)) {
            return unconfirmed(found, answer.timings());
        }
        store(answer);
        return answer;
    }

    private boolean standsIn(Stored found) {
        return mode != CacheMode.NO_CACHE && found.standsInForErrors(asked, clock.epochMillis());
    }

    private Answer substitute(HopFailed failed) throws HopFailed {
        Head head = failed.head();
        if (passesThrough() && head != null) {
            // Whatever became of its body, the origin has said what it did.
            invalidate(head);
        }
        Stored found = stored;
        if (failed.stale() || found == null || TOLD.contains(failed.failure().code()) || !standsIn(found)) {
            throw failed;
        }
        return unconfirmed(found, failed.timings());
    }

    private Answer confirmed(Stored found, Answer answer) throws HopFailed {
        Stored confirmed = cache.confirm(asked, found, received(answer));
        if (confirmed == null) {
            String message = "The origin confirmed another answer than the one that it was asked about.";
            Failure failure = Failure.of(FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD, message);
            // It is asked again at once, and this time for the answer itself: what it does not speak of is forgotten.
            throw new HopFailed(failure, answer.head(), answer.timings(), true);
        }
        return given(confirmed, confirmed.fields(), answer.head().tls(), answer.timings(), Source.REVALIDATED);
    }

    private Answer unconfirmed(Stored found, HopTimings spent) throws HopFailed {
        HopTimings timings = spent.plus(HopTimings.storedAt(found.receivedAtMs()));
        return given(found, found.fieldsUnconfirmed(clock.epochMillis()), null, timings, Source.CACHE);
    }

    /** A stored answer within the limits of this fetch. */
    private Answer given(Stored given, Fields fields, @Nullable TlsInfo tls, HopTimings timings, Source source)
            throws HopFailed {
        int most = fetch.options().maxBodyBytes();
        int length = asked.head() ? 0 : given.length();
        Head head = new Head(
                attempt.target(), given.status(), given.httpVersion(), new ResponseHeaders(fields.lines()), tls);
        boolean cut = length > most;
        if (cut && !fetch.options().truncate() && !follows(given.status(), fields)) {
            attempt.source = source;
            throw new HopFailed(Reception.tooLarge(most), head, timings, false);
        }
        int kept = cut ? most : length;
        return new Answer(head, given.bytes(), kept, kept, 0, cut, timings, source);
    }

    private void store(Answer answer) {
        ResponseHeaders headers = answer.head().headers();
        if (mode != CacheMode.NO_STORE && !answer.truncated() && !headers.forked()) {
            cache.store(asked, received(answer));
        }
    }

    private Received received(Answer answer) {
        Fields fields = Fields.of(answer.head().headers().entries());
        int status = answer.head().status();
        return new Received(
                status,
                answer.head().httpVersion(),
                fields,
                answer.bytes(),
                answer.length(),
                !asked.head() && !follows(status, fields),
                askedAtMs,
                answer.timings().fetchedAtMs());
    }

    /** What was stored of what a request has changed does not hold any more (RFC 9111, section 4.4). */
    private void invalidate(Head head) {
        int status = head.status();
        if (Fetch.safe(attempt.method()) || status >= 400) {
            return;
        }
        cache.invalidate(asked.partition(), asked.uri());
        invalidate(head.headers().get("location"));
        invalidate(head.headers().get("content-location"));
    }

    private void invalidate(@Nullable String reference) {
        if (reference != null) {
            Redirects.ofSameOrigin(attempt.target(), reference)
                    .ifPresent(target -> cache.invalidate(asked.partition(), target.href()));
        }
    }
}
