package dev.gather.config;

/** What was read: the settings, and how to write them down again. */
public final class ReadSettings {
    private final Settings settings;
    private final Merged merged;

    ReadSettings(Settings settings, Merged merged) {
        this.settings = settings;
        this.merged = merged;
    }

    /** The settings, checked. */
    public Settings settings() {
        return settings;
    }

    /** All settings as a file that can be read again, hashes of keys hidden. Made on demand: few starts print it. */
    public String yaml() {
        return merged.yaml();
    }
}
