package dev.gather.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Gather this is. */
public final class Version {
    /** The version that the build wrote into {@code gather-version.properties}. */
    public static final String TEXT = read();

    private Version() {}

    private static String read() {
        var properties = new Properties();
        try (InputStream resource = Version.class.getResourceAsStream("/gather-version.properties")) {
            if (resource != null) {
                properties.load(resource);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties.getProperty("version", "unknown");
    }
}
