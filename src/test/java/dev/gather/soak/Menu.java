package dev.gather.soak;

import dev.gather.origin.Manner;
import dev.gather.origin.Manners;
import dev.gather.testing.BadOrigin;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The URLs that the crowd asks for: routes of the test origin on two hosts, and an origin for each bad manner. */
final class Menu implements AutoCloseable {
    private static final List<String> PATHS = List.of(
            "/ok",
            "/html",
            "/json",
            "/png",
            "/text/2000",
            "/text/300000",
            "/text/3000000",
            "/bytes/100000",
            "/charset/windows-1251",
            "/cookies",
            "/etag",
            "/headers",
            "/echo",
            "/public/a",
            "/status/404",
            "/status/500",
            "/status/503",
            "/redirect/3",
            "/redirect-to?url=http://10.0.0.1/",
            "/flaky/1?key=soak",
            "/limited?s=1",
            "/delay/20",
            "/delay/400",
            "/gzip",
            "/deflate",
            "/big-headers?kib=30",
            "/big-headers?kib=100",
            "/close");

    private static final int SLOW = 8;

    private final Map<String, BadOrigin> bad;
    private final List<String> urls;

    /** @param origin the test origin, at 127.0.0.1 */
    Menu(Vertx vertx, URI origin) {
        bad = badOnes(vertx);
        List<String> all = new ArrayList<>(List.of("http://10.0.0.1/", "not a url", "http://127.0.0.1:1/"));
        for (String host : List.of("127.0.0.1", "127.0.0.2")) {
            PATHS.forEach(path -> all.add("http://" + host + ":" + origin.getPort() + path));
        }
        bad.values().forEach(one -> all.add(one.url("/")));
        all.add(nobody(vertx));
        urls = List.copyOf(all);
    }

    private static Map<String, BadOrigin> badOnes(Vertx vertx) {
        Map<String, BadOrigin> all = new LinkedHashMap<>();
        for (int n = 0; n < SLOW; n++) {
            all.put("silent-" + n, BadOrigin.silent(vertx));
        }
        for (Manner manner : Manners.all()) {
            all.put(manner.name(), BadOrigin.named(vertx, manner.name()));
        }
        return all;
    }

    /** Where somebody listened a moment ago. */
    private static String nobody(Vertx vertx) {
        try (BadOrigin gone = BadOrigin.silent(vertx)) {
            return gone.url("/");
        }
    }

    /** Some URLs of all kinds, and one that is never answered: so calls last, and hundreds are under way at once. */
    List<String> some(Random random, int most) {
        List<String> some = new ArrayList<>();
        for (int left = random.nextInt(most); left > 0; left--) {
            some.add(urls.get(random.nextInt(urls.size())));
        }
        some.add(bad.get("silent-" + random.nextInt(SLOW)).url("/"));
        return some;
    }

    /** How many connections the worse origins see open, of those that see any. */
    Map<String, Integer> connections() {
        Map<String, Integer> open = new LinkedHashMap<>();
        bad.forEach((manner, origin) -> open.put(manner, origin.connections()));
        open.values().removeIf(count -> count == 0);
        return open;
    }

    @Override
    public void close() {
        bad.values().forEach(BadOrigin::close);
    }
}
