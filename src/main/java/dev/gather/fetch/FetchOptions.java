package dev.gather.fetch;

import dev.gather.content.BodyForm;
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
        Set<Include> include) {
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
            Set.of(Include.HEADERS, Include.BODY));

    public FetchOptions {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        include = Set.copyOf(include);
    }
}
