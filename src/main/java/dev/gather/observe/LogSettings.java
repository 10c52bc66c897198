package dev.gather.observe;

/** How the log is written: {@code json} for machines or text; the least level, as SLF4J names it. */
public record LogSettings(boolean json, String level) {
    /** Text, from {@code info} up. */
    public static final LogSettings DEFAULT = new LogSettings(false, "info");
}
