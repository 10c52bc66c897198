package dev.gather.fetch;

import dev.gather.cache.CacheMode;
import dev.gather.content.BodyForm;
import dev.gather.extract.Extraction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How one item is fetched and shown. Items without options of their own share one instance.
 *
 * @param headers request headers, names in lower case, checked
 * @param timeoutMs one attempt with its redirects, from dispatch to last byte; 1..120 000
 * @param connectTimeoutMs name resolution, TCP and TLS; 1..120 000
 * @param maxAttempts 1..6
 * @param maxRedirects 0..20; 0 returns the 3xx itself
 * @param maxBodyBytes 0..52 428 800, counted after decompression
 * @param truncate past {@code maxBodyBytes}: keep the first bytes (true) or fail (false)
 * @param respectRobots whether robots.txt is asked before each hop (RFC 9309)
 * @param hedgeMs how long a hop may take to its answer's head before a second one is sent beside it; 1..120 000, 0 for
 *     never
 * @param extraction what is to be found in a body whose status is accepted
 */
public record FetchOptions(
        Map<String, String> headers,
        long timeoutMs,
        long connectTimeoutMs,
        int maxAttempts,
        int maxRedirects,
        int maxBodyBytes,
        boolean truncate,
        BodyForm as,
        AcceptStatus acceptStatus,
        Set<Include> include,
        CacheMode cache,
        boolean respectRobots,
        long hedgeMs,
        Extraction extraction) {
    /** The contract's defaults. */
    public static final FetchOptions DEFAULT = new FetchOptions(
            Map.of(),
            10_000,
            5_000,
            3,
            10,
            5_242_880,
            false,
            BodyForm.AUTO,
            AcceptStatus.DEFAULT,
            Set.of(Include.HEADERS, Include.BODY),
            CacheMode.NO_STORE,
            false,
            0,
            Extraction.NONE);

    public FetchOptions {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        include = Set.copyOf(include);
    }

    /** Whether anything is made of a body, so that it has to be kept. */
    boolean needsBody() {
        return !extraction.isEmpty() || (as != BodyForm.NONE && include.contains(Include.BODY));
    }

    /** Whether something is asked before a fetch stands in line for its host: its robots.txt, or the cache. */
    boolean asksAhead() {
        return respectRobots || cache != CacheMode.NO_STORE;
    }
}
