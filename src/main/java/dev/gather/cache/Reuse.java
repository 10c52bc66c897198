package dev.gather.cache;

import org.jspecify.annotations.Nullable;

/** What is to be done with what the cache has for a request, or has not. */
public enum Reuse {
    /** Answer with it. */
    USE,
    /** Answer with it, and ask the origin in the background (RFC 5861, section 3). */
    USE_AND_REVALIDATE,
    /** Ask the origin whether it still holds. */
    VALIDATE,
    /** Ask the origin as if there were no cache. */
    ASK,
    /** Fail: the origin may not be asked. */
    MISSING;

    /** Whether the stored answer is the answer. */
    public boolean answers() {
        return this == USE || this == USE_AND_REVALIDATE;
    }

    /**
     * The mode that holds for a request (Fetch standard, HTTP-network-or-cache fetch): one that sets conditions has a
     * cache of its own, and parts are not kept.
     */
    public static CacheMode mode(CacheMode wanted, Asked asked) {
        boolean always = wanted == CacheMode.FORCE_CACHE || wanted == CacheMode.ONLY_IF_CACHED;
        if (asked.isPartial()) {
            return wanted == CacheMode.ONLY_IF_CACHED ? wanted : CacheMode.NO_STORE;
        }
        return asked.isConditional() && !always ? CacheMode.NO_STORE : wanted;
    }

    /**
     * What is to be done.
     *
     * @param mode see {@link #mode}
     * @param stored what the cache has for the request; null if nothing
     */
    public static Reuse of(CacheMode mode, Asked asked, @Nullable Stored stored, long nowMs) {
        return switch (mode) {
            case NO_STORE, RELOAD -> ASK;
            case NO_CACHE -> stored == null ? ASK : VALIDATE;
            case FORCE_CACHE -> stored == null ? ASK : USE;
            case ONLY_IF_CACHED -> stored == null || asked.isPartial() ? MISSING : USE;
            case DEFAULT -> byTheRules(asked, stored, nowMs);
        };
    }

    private static Reuse byTheRules(Asked asked, @Nullable Stored stored, long nowMs) {
        CacheControl wanted = CacheControl.ofRequest(asked.fields());
        Reuse reuse = stored == null ? ASK : judge(wanted, stored, nowMs);
        boolean asks = reuse == ASK || reuse == VALIDATE;
        return asks && wanted.has(CacheControl.ONLY_IF_CACHED) ? MISSING : reuse;
    }

    /** RFC 9111, section 4. */
    private static Reuse judge(CacheControl wanted, Stored stored, long nowMs) {
        CacheControl control = stored.control();
        if (wanted.has(CacheControl.NO_CACHE) || stored.alwaysConfirmed()) {
            return VALIDATE;
        }
        long staleMs = stored.freshness().staleMs(nowMs);
        boolean tooOld = wanted.has(CacheControl.MAX_AGE)
                && stored.freshness().ageMs(nowMs) >= wanted.seconds(CacheControl.MAX_AGE) * 1_000;
        boolean tooNearItsEnd =
                wanted.has(CacheControl.MIN_FRESH) && -staleMs < wanted.seconds(CacheControl.MIN_FRESH) * 1_000;
        if (tooOld || tooNearItsEnd) {
            return VALIDATE;
        }
        if (staleMs < 0) {
            return USE;
        }
        return control.has(CacheControl.MUST_REVALIDATE) ? VALIDATE : judgeStale(wanted, control, staleMs);
    }

    private static Reuse judgeStale(CacheControl wanted, CacheControl control, long staleMs) {
        if (staleMs <= wanted.maxStale() * 1_000) {
            return USE;
        }
        return staleMs <= control.seconds(CacheControl.STALE_WHILE_REVALIDATE) * 1_000 ? USE_AND_REVALIDATE : VALIDATE;
    }
}
