package dev.gather.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers that are kept, for all callers, apart from each other. Shared by all instances; safe from any thread. */
public final class HttpCache {
    /** Answers to one URI that differ by what their {@code Vary} names, or by credentials. */
    private static final int MOST_VARIANTS = 16;

    /** One answer must not push out most of the others. */
    private static final int LEAST_ENTRIES = 8;

    private static final long KEY_BYTES = 200;

    private final long mostBytes;

    /** Null until the first answer is kept: to make it takes 70 ms of a start, and many a service never needs it. */
    private volatile @Nullable Cache<Key, List<Stored>> answers;

    private record Key(String partition, String uri) {
        static Key of(Asked asked) {
            return new Key(asked.partition(), asked.uri());
        }

        long weight() {
            return KEY_BYTES + uri.length();
        }
    }

    public HttpCache(CacheSettings settings) {
        mostBytes = settings.bytes();
    }

    private synchronized Cache<Key, List<Stored>> made() {
        Cache<Key, List<Stored>> known = answers;
        if (known != null) {
            return known;
        }
        Cache<Key, List<Stored>> fresh = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher(HttpCache::weigh)
                // What is to be done after a write takes less than to hand it to another thread.
                .executor(Runnable::run)
                .build();
        answers = fresh;
        return fresh;
    }

    private static int weigh(Key key, List<Stored> variants) {
        long weight = key.weight();
        for (Stored variant : variants) {
            weight += variant.weight();
        }
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }

    /** Whether anything was ever kept, so that there may be something to forget. */
    public boolean inUse() {
        return answers != null;
    }

    /** What is kept for a request, fresh or stale; null if nothing. */
    public @Nullable Stored find(Asked asked) {
        Cache<Key, List<Stored>> kept = answers;
        List<Stored> variants = kept == null ? null : kept.getIfPresent(Key.of(asked));
        if (variants == null) {
            return null;
        }
        // One that does not say what it varies by was likely sent by mistake (section 4.1).
        return variants.stream()
                .filter(variant -> variant.isFor(asked))
                .max(Comparator.comparing(Stored::varies)
                        .thenComparingLong(variant -> variant.freshness().dateMs())
                        .thenComparingLong(Stored::receivedAtMs))
                .orElse(null);
    }

    /** Keeps an answer to GET or HEAD if that is allowed and it is not too large. */
    public void store(Asked asked, Received answer) {
        if (!Storing.mayKeep(asked, answer)) {
            return;
        }
        Stored fresh = Stored.of(asked, answer);
        if (fresh.weight() > mostBytes / LEAST_ENTRIES) {
            forget(asked);
            return;
        }
        List<Stored> unused = made().asMap()
                .compute(
                        Key.of(asked),
                        (key, variants) -> variants == null ? List.of(fresh) : put(variants, asked, fresh));
    }

    private static List<Stored> put(List<Stored> variants, Asked asked, Stored fresh) {
        List<Stored> kept = new ArrayList<>();
        Stored newest = fresh;
        for (Stored variant : variants) {
            if (!variant.isFor(asked)) {
                kept.add(variant);
            } else if (describedBy(fresh, variant)) {
                newest = variant.freshenedBy(fresh.answer());
            }
        }
        kept.add(newest);
        return List.copyOf(kept.subList(Math.max(0, kept.size() - MOST_VARIANTS), kept.size()));
    }

    /** Whether an answer to HEAD says of a stored answer to GET that it still holds (section 4.3.5). */
    private static boolean describedBy(Stored fresh, Stored variant) {
        return !fresh.whole() && variant.whole() && Freshening.describes(variant, fresh.answer());
    }

    /**
     * The stored answer as a 304 has confirmed it, which is kept from now on; null if the 304 speaks of another one, in
     * which case the stored one is forgotten.
     */
    public @Nullable Stored confirm(Asked asked, Stored stored, Received notModified) {
        Stored confirmed = stored.confirmedBy(notModified);
        if (!CacheControl.ofRequest(asked.fields()).has(CacheControl.NO_STORE)) {
            replace(asked, stored, confirmed);
        }
        return confirmed;
    }

    private void replace(Asked asked, Stored old, @Nullable Stored now) {
        List<Stored> unused = made().asMap().computeIfPresent(Key.of(asked), (key, variants) -> {
            List<Stored> kept = new ArrayList<>(variants);
            boolean wasThere = kept.remove(old);
            if (wasThere && now != null && !now.control().has(CacheControl.NO_STORE)) {
                kept.add(now);
            }
            return kept.isEmpty() ? null : List.copyOf(kept);
        });
    }

    /** Forgets the answer to a request. */
    private void forget(Asked asked) {
        Stored stored = find(asked);
        if (stored != null) {
            replace(asked, stored, null);
        }
    }

    /** Forgets every answer of a URI, because something has been done to it (section 4.4). */
    public void invalidate(String partition, String uri) {
        Cache<Key, List<Stored>> kept = answers;
        if (kept != null) {
            kept.invalidate(new Key(partition, uri));
        }
    }

    /** Bytes held now, roughly. */
    public long heldBytes() {
        Cache<Key, List<Stored>> kept = answers;
        return kept == null
                ? 0
                : kept.policy()
                        .eviction()
                        .map(eviction -> eviction.weightedSize().orElse(0))
                        .orElse(0L);
    }
}
