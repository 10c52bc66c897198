package dev.gather.content;

/** How the caller wants a body handed over (request field {@code as}). */
public enum BodyForm {
    /** JSON media types as JSON, text media types as text, the rest as base64. */
    AUTO,
    TEXT,
    JSON,
    BASE64,
    /** Not at all. */
    NONE
}
