package dev.gather.api;

/**
 * One thing that is wrong in a request.
 *
 * @param kind {@code pointer} (RFC 6901, into the body), {@code parameter} (of the query) or {@code header}
 * @param where the pointer, the parameter's or the header's name
 * @param line line of the body, from 1, where bodies are read by lines; 0 elsewhere
 */
public record Mistake(String kind, String where, String detail, int line) {
    static Mistake at(String pointer, String detail, int line) {
        return new Mistake("pointer", pointer, detail, line);
    }

    static Mistake inParameter(String name, String detail) {
        return new Mistake("parameter", name, detail, 0);
    }

    static Mistake inHeader(String name, String detail) {
        return new Mistake("header", name, detail, 0);
    }
}
