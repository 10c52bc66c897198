package dev.gather.extract;

import dev.gather.content.Content;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Applies one rule, named {@code r}, to a body. */
final class Extracted {
    static final String HTML = "text/html;charset=utf-8";

    private Extracted() {}

    static String first(Kind kind, String expression, String body) {
        return of(kind, expression, null, false, false, HTML, body);
    }

    static String all(Kind kind, String expression, String body) {
        return of(kind, expression, null, true, false, HTML, body);
    }

    /** The value as JSON text, or why there is none. */
    static String of(
            Kind kind, String expression, String attribute, boolean all, boolean html, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return of(kind, expression, attribute, all, html, new Body(bytes, bytes.length, type, false));
    }

    static String of(Kind kind, String expression, String attribute, boolean all, boolean html, Body body) {
        try {
            return value(new Extraction(Map.of("r", new Rule(kind, expression, attribute, all, html))), body);
        } catch (BadRule bad) {
            return "bad: " + bad.why();
        }
    }

    private static String value(Extraction extraction, Body body) {
        try {
            Content content = extraction.of(body, () -> false);
            String json = new String(content.bytes(), 0, content.length(), StandardCharsets.UTF_8);
            return json.substring("{\"r\":".length(), json.length() - 1);
        } catch (Unmet unmet) {
            return "unmet: " + unmet.why();
        }
    }
}
