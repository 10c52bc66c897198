package dev.gather.api;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A page for people, with the policy that lets a browser run exactly its own style and script, and load nothing but
 * this service's own documents (Content Security Policy, level 3).
 */
record Page(Buffer html, String contentSecurityPolicy) {
    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}";

    static Page of(String html) {
        String policy = "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; style-src " + source(html, "style") + "; script-src "
                + source(html, "script");
        return new Page(Buffer.buffer(html), policy);
    }

    /** A short page; the body is trusted HTML. */
    static Page of(String title, String body) {
        return of("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title + "</title><style>"
                + STYLE + "</style></head><body>" + body + "</body></html>");
    }

    /** The page in this resource of the jar. */
    static Page load(String resource) {
        return of(text(resource));
    }

    /** A text in the jar. */
    static String text(String resource) {
        try (InputStream in = Page.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource: " + resource + " (expected in the jar)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** What the policy says of the one element with this tag: its hash, or that there is none. */
    private static String source(String html, String tag) {
        int from = html.indexOf("<" + tag + ">");
        if (from < 0) {
            return "'none'";
        }
        String content = html.substring(from + tag.length() + 2, html.indexOf("</" + tag + ">", from));
        return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(content)) + "'";
    }
}
