package dev.gather.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as the cache sees it. What it stores for one partition is found by requests of no other.
 *
 * @param partition whose cache it is: the caller's key
 * @param uri absolute, in its normal form, without fragment
 * @param head whether only the header is wanted (HEAD)
 * @param fields of the request
 */
public record Asked(String partition, String uri, boolean head, Fields fields) {
    private static final Set<String> CONDITIONS =
            Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range");

    /** Whether whoever asks has set conditions, and so has a cache of its own. */
    boolean isConditional() {
        return CONDITIONS.stream().anyMatch(fields::has);
    }

    /** Whether only a part is wanted, or what is sent depends on more than a cache looks at. */
    boolean isPartial() {
        return fields.has("range");
    }

    /**
     * What tells the request's credentials from others; empty if it has none. A digest, since what is kept in memory
     * for long should not be a password.
     */
    String credentials() {
        String authorization = fields.get("authorization");
        String cookie = fields.get("cookie");
        return authorization == null && cookie == null ? "" : digest(told(authorization) + "\n" + told(cookie));
    }

    /** What no value of a field is, if there is none. */
    private static String told(@Nullable String value) {
        return value == null ? "\n" : value;
    }

    private static String digest(String secret) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java platform has SHA-256", never);
        }
    }
}
