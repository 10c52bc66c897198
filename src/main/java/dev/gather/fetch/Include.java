package dev.gather.fetch;

/** Parts of a result that the caller can ask for or leave out (request field {@code include}). */
public enum Include {
    HEADERS,
    BODY,
    REDIRECTS,
    ATTEMPTS,
    TLS
}
