package dev.gather;

import dev.gather.config.Settings;
import dev.gather.config.Version;
import dev.gather.extract.Kind;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Mode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code GET /v1} tells. */
final class About {
    private About() {}

    /** Version, limits, defaults and capabilities, in this order. */
    static Map<String, Object> service(Settings settings, int mostConcurrency) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("name", "gather");
        about.put("version", Version.TEXT);
        Map<String, Object> limits = new LinkedHashMap<>(settings.shown());
        limits.put("concurrency", mostConcurrency);
        limits.put("response_budget_bytes", settings.api().responseBudgetBytes());
        about.put("limits", limits);
        about.put("defaults", defaults());
        about.put("capabilities", capabilities());
        return about;
    }

    private static Map<String, Object> defaults() {
        FetchOptions options = FetchOptions.DEFAULT;
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("mode", Mode.ALL_SETTLED.label());
        defaults.put("concurrency", 64);
        defaults.put("deadline_ms", 30_000);
        defaults.put("dedupe", true);
        defaults.put("stream_order", "completion");
        defaults.put("method", "GET");
        defaults.put("timeout_ms", options.timeoutMs());
        defaults.put("connect_timeout_ms", options.connectTimeoutMs());
        defaults.put("max_attempts", options.maxAttempts());
        defaults.put("max_redirects", options.maxRedirects());
        defaults.put("max_body_bytes", options.maxBodyBytes());
        defaults.put("truncate", options.truncate());
        defaults.put("as", "auto");
        defaults.put("accept_status", List.of("200-299"));
        defaults.put("include", List.of("headers", "body"));
        defaults.put("robots", "ignore");
        return defaults;
    }

    private static Map<String, Object> capabilities() {
        Map<String, Object> capabilities = new LinkedHashMap<>();
        capabilities.put("input", List.of("application/json", "text/plain", "application/x-ndjson"));
        capabilities.put("output", List.of("application/json", "application/x-ndjson", "text/event-stream"));
        capabilities.put("modes", Arrays.stream(Mode.values()).map(Mode::label).toList());
        capabilities.put("include", List.of("headers", "body", "redirects", "attempts", "tls"));
        capabilities.put(
                "extract", Arrays.stream(Kind.values()).map(Kind::label).toList());
        capabilities.put("content_codings", List.of("gzip", "deflate"));
        capabilities.put("http_versions", List.of("1.0", "1.1"));
        return capabilities;
    }
}
