package dev.gather.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A key that was just made; the only moment at which it is known.
 *
 * @param secret what the caller sends: a prefix that secret scanners can look for, and 192 random bits
 * @param sha256 what the service keeps, 64 lower-case hexadecimal digits
 */
public record NewKey(String name, String secret, String sha256) {
    private static final int RANDOM_BYTES = 24;

    /**
     * Makes a key.
     *
     * @throws SettingsException for a name that no key can have
     */
    public static NewKey named(String name) throws SettingsException {
        if (!KeyLines.isName(name)) {
            throw new SettingsException("key name: " + Raw.oneLine(name) + " (" + KeyLines.NAME + ")");
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = "gather_" + HexFormat.of().formatHex(random);
        return new NewKey(name, secret, sha256(secret));
    }

    /** Its line in {@code keys_file}. */
    public String line() {
        return name + ":" + sha256;
    }

    /** The name only: a key must not get into a log by accident. */
    @Override
    public String toString() {
        return "NewKey[" + name + "]";
    }

    private static String sha256(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
