package dev.gather.api;

import org.jspecify.annotations.Nullable;

/** The kinds of request bodies (CONTRACT, section 3). */
enum MediaKind {
    JSON,
    TEXT,
    LINES;

    /** Value of {@code Accept-Post}. */
    static final String ACCEPTED = "application/json, text/plain, application/x-ndjson";

    /** The kind of a media type in lower case; null if it cannot be read. */
    static @Nullable MediaKind of(String type) {
        return switch (type) {
            case "application/json" -> JSON;
            case "text/plain" -> TEXT;
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> LINES;
            default -> null;
        };
    }
}
