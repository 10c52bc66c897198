package dev.gather.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whatever an origin writes into the fields that a cache reads, an answer has an age and a lifetime within bounds, and
 * what may not be stored is not found. The first six lines of the input are their values.
 */
class CachedAnswerFuzz {
    private static final List<String> NAMES = List.of("cache-control", "expires", "date", "age", "vary", "etag");
    private static final long LONGEST_MS = 300L * 366 * 86_400_000 * 1_000;

    @FuzzTest
    void storeAndFind(byte[] data) {
        String[] values = new String(data, StandardCharsets.ISO_8859_1).split("\n", NAMES.size() + 1);
        var lines = new ArrayList<Map.Entry<String, String>>();
        for (int i = 0; i < Math.min(values.length, NAMES.size()); i++) {
            lines.add(Map.entry(NAMES.get(i), values[i]));
        }
        Fields fields = Fields.of(lines);
        long now = Answers.NOW_MS;
        var received = new Received(200, "1.1", fields, new byte[0], 0, true, now, now);
        Asked asked = Answers.get("foo: 1");
        var cache = new HttpCache(new CacheSettings(1 << 24));

        cache.store(asked, received);

        Stored found = cache.find(asked);
        boolean kept = Storing.mayKeep(asked, received);
        assertThat(found != null).isEqualTo(kept);
        if (found != null) {
            assertThat(found.freshness().lifetimeMs()).isBetween(0L, LONGEST_MS);
            assertThat(found.freshness().ageMs(now)).isBetween(0L, LONGEST_MS);
            assertThat(found.fieldsUnconfirmed(now).get("age")).matches("[0-9]+");
            assertThat(Reuse.of(CacheMode.DEFAULT, asked, found, now)).isNotIn(Reuse.ASK, Reuse.MISSING);
        }
    }
}
