package dev.gather.demo;

import dev.gather.origin.OriginServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/** What the demo asks for: one URL of each kind that a list from real life holds. */
record Errand(List<String> urls) {
    private static final String METADATA = "http://169.254.169.254/latest/meta-data/";

    Errand {
        urls = List.copyOf(Objects.requireNonNull(urls));
    }

    static Errand to(OriginServer origin) {
        return new Errand(List.of(
                origin.url("/ok"),
                origin.url("/html"),
                origin.url("/charset/windows-1251"),
                origin.url("/png"),
                origin.url("/gzip"),
                origin.url("/delay/1500"),
                origin.url("/redirect/3"),
                origin.url("/flaky/1?key=demo"),
                origin.url("/status/404"),
                origin.url("/truncated"),
                origin.url("/gzip-corrupt"),
                "http://no-such-host.invalid/",
                METADATA,
                "http://10.0.0.1/",
                origin.url("/redirect-to?url=" + METADATA)));
    }

    /** The call's body. */
    String json() {
        return new JsonObject().put("urls", new JsonArray(urls)).encode();
    }
}
