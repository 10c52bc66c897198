package dev.gather.config;

import dev.gather.api.ApiKey;
import dev.gather.api.ApiSettings;
import dev.gather.cache.CacheSettings;
import dev.gather.fetch.FetchSettings;
import dev.gather.limit.LimitSettings;
import dev.gather.net.NetSettings;
import dev.gather.observe.LogSettings;
import dev.gather.robots.RobotsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every room's settings in one tree.
 *
 * @param instances verticle instances, that is event loops that take calls
 * @param transport how their sockets are driven
 * @param generateKey whether a key is made at start where none is set
 * @param keysFile where the hash of such a key is kept; null: nowhere
 * @param shown what callers may know of the settings, as {@code GET /v1} tells it: values that JSON has, in order
 */
public record Settings(
        int instances,
        WantedTransport transport,
        ApiSettings api,
        LimitSettings limit,
        FetchSettings fetch,
        CacheSettings cache,
        NetSettings net,
        RobotsSettings robots,
        LogSettings log,
        boolean generateKey,
        @Nullable Path keysFile,
        Map<String, Object> shown) {

    public Settings {
        api = api.withAnswersUpTo(limit.bufferedBytesPerAnswer());
    }

    /** These settings with these keys. */
    public Settings withKeys(List<ApiKey> keys) {
        var open = new ApiSettings(
                api.listen(),
                api.managementListen(),
                keys,
                api.urlsPerCall(),
                api.requestBytes(),
                api.responseBudgetBytes(),
                api.drain());
        return new Settings(
                instances, transport, open, limit, fetch, cache, net, robots, log, generateKey, keysFile, shown);
    }

    /** These settings with another address policy and log. */
    public Settings with(NetSettings otherNet, LogSettings otherLog) {
        return new Settings(
                instances,
                transport,
                api,
                limit,
                fetch,
                cache,
                otherNet,
                robots,
                otherLog,
                generateKey,
                keysFile,
                shown);
    }
}
