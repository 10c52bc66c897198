package dev.gather.fetch;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why and where one fetch failed.
 *
 * @param message one sentence for people; never an address the caller did not give, never a class name
 * @param retryAfterMs how long to wait before trying again, or null where nobody knows
 * @param details further machine-readable facts (the DNS answer, the TLS reason)
 */
public record Failure(
        FailureCode code,
        Phase phase,
        String message,
        boolean retryable,
        @Nullable Long retryAfterMs,
        Map<String, String> details) {
    public Failure {
        details = Map.copyOf(details);
    }

    /** A failure with the code's own retryability and nothing more to tell. */
    public static Failure of(FailureCode code, Phase phase, String message) {
        return new Failure(code, phase, message, code.retryable(), null, Map.of());
    }

    /** This failure with one more fact, for example {@code rcode}. */
    public Failure with(String name, String value) {
        var more = new java.util.TreeMap<>(details);
        more.put(name, value);
        return new Failure(code, phase, message, retryable, retryAfterMs, more);
    }
}
