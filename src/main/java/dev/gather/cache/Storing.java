package dev.gather.cache;

import java.util.Set;

/** Which answers a private cache keeps (RFC 9111, section 3). */
final class Storing {
    /** Statuses that may be used again though nothing says for how long (RFC 9110, section 15.1), but for 206. */
    private static final Set<Integer> BY_DEFAULT = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

    /** Statuses whose meaning for caches is known here. */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            200, 201, 202, 203, 204, 205, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 414, 421, 500,
            501, 502, 503, 504);

    private Storing() {}

    static boolean cacheableByDefault(int status) {
        return BY_DEFAULT.contains(status);
    }

    /** Whether an answer to GET or HEAD may be kept. */
    static boolean mayKeep(Asked asked, Received answer) {
        CacheControl request = CacheControl.ofRequest(asked.fields());
        CacheControl response = CacheControl.of(answer.fields().get("cache-control"));
        return !request.has(CacheControl.NO_STORE)
                && !forbidden(answer.status(), response)
                && !Selection.matchesNobody(answer.fields())
                && (!asked.fields().has("authorization") || allowsCredentials(response))
                && (cacheableByDefault(answer.status()) || saysSo(answer.fields(), response));
    }

    /** Parts and confirmations are not kept, nor what must be understood and is not (section 5.2.2.3). */
    private static boolean forbidden(int status, CacheControl response) {
        if (status == 206 || status == 304) {
            return true;
        }
        if (response.has(CacheControl.MUST_UNDERSTAND)) {
            return !UNDERSTOOD.contains(status);
        }
        return response.has(CacheControl.NO_STORE);
    }

    /** As a shared cache has it (section 3.5): one key of ours may speak for many people at the origin. */
    private static boolean allowsCredentials(CacheControl response) {
        return response.has(CacheControl.PUBLIC)
                || response.has(CacheControl.MUST_REVALIDATE)
                || response.has(CacheControl.S_MAXAGE);
    }

    private static boolean saysSo(Fields answer, CacheControl response) {
        return response.has(CacheControl.MAX_AGE)
                || response.has(CacheControl.PUBLIC)
                || response.has(CacheControl.PRIVATE)
                || answer.has("expires");
    }
}
