package dev.gather.api;

import org.jspecify.annotations.Nullable;

/**
 * Who may call; the key itself is never kept.
 *
 * @param name shown in logs, 1..64 of {@code [A-Za-z0-9._-]}
 * @param sha256 SHA-256 of the key, 64 lower-case hexadecimal digits
 * @param callsPerMinute this key's own quota; null: the general one
 */
public record ApiKey(String name, String sha256, @Nullable Integer callsPerMinute) {
    @Override
    public String toString() {
        return "ApiKey[" + name + "]";
    }
}
