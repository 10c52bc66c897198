package dev.gather.testing;

import dev.gather.cache.CacheMode;
import dev.gather.content.BodyForm;
import dev.gather.extract.Extraction;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Include;
import java.util.Map;
import java.util.Set;

/** {@link FetchOptions} that differ from the defaults in what a test says. */
public final class Options {
    private Map<String, String> headers = FetchOptions.DEFAULT.headers();
    private long timeoutMs = FetchOptions.DEFAULT.timeoutMs();
    private long connectTimeoutMs = FetchOptions.DEFAULT.connectTimeoutMs();
    private int maxAttempts = FetchOptions.DEFAULT.maxAttempts();
    private int maxRedirects = FetchOptions.DEFAULT.maxRedirects();
    private int maxBodyBytes = FetchOptions.DEFAULT.maxBodyBytes();
    private boolean truncate = FetchOptions.DEFAULT.truncate();
    private BodyForm as = FetchOptions.DEFAULT.as();
    private Set<Include> include = FetchOptions.DEFAULT.include();
    private CacheMode cache = FetchOptions.DEFAULT.cache();
    private boolean respectRobots = FetchOptions.DEFAULT.respectRobots();

    private long hedgeMs = FetchOptions.DEFAULT.hedgeMs();
    private Extraction extraction = FetchOptions.DEFAULT.extraction();

    public static Options options() {
        return new Options();
    }

    public Options headers(Map<String, String> given) {
        headers = given;
        return this;
    }

    public Options timeoutMs(long given) {
        timeoutMs = given;
        return this;
    }

    public Options connectTimeoutMs(long given) {
        connectTimeoutMs = given;
        return this;
    }

    public Options maxAttempts(int given) {
        maxAttempts = given;
        return this;
    }

    public Options maxRedirects(int given) {
        maxRedirects = given;
        return this;
    }

    public Options maxBodyBytes(int given) {
        maxBodyBytes = given;
        return this;
    }

    public Options truncate(boolean given) {
        truncate = given;
        return this;
    }

    public Options as(BodyForm given) {
        as = given;
        return this;
    }

    public Options include(Set<Include> given) {
        include = given;
        return this;
    }

    public Options cache(CacheMode given) {
        cache = given;
        return this;
    }

    public Options respectRobots(boolean given) {
        respectRobots = given;
        return this;
    }

    public Options hedgeMs(long given) {
        hedgeMs = given;
        return this;
    }

    public Options extraction(Extraction given) {
        extraction = given;
        return this;
    }

    public FetchOptions build() {
        return new FetchOptions(
                headers,
                timeoutMs,
                connectTimeoutMs,
                maxAttempts,
                maxRedirects,
                maxBodyBytes,
                truncate,
                as,
                FetchOptions.DEFAULT.acceptStatus(),
                include,
                cache,
                respectRobots,
                hedgeMs,
                extraction);
    }
}
