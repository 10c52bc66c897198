package dev.gather.origin;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;

/**
 * Numbers and words out of path and query; a value out of range is an {@link IllegalArgumentException}, answered 400.
 */
final class Params {
    private Params() {}

    /** A number that is part of the path. */
    static int inPath(RoutingContext ctx, String name, int min, int max) {
        return number(name, Objects.requireNonNullElse(ctx.pathParam(name), ""), min, max);
    }

    /** A number in the query, else {@code otherwise}. */
    static int inQuery(RoutingContext ctx, String name, int otherwise, int min, int max) {
        return word(ctx, name).map(text -> number(name, text, min, max)).orElse(otherwise);
    }

    /** The first value of a query parameter. */
    static Optional<String> word(RoutingContext ctx, String name) {
        return ctx.queryParam(name).stream().findFirst();
    }

    private static int number(String name, String text, int min, int max) {
        if (!text.matches("[0-9]{1,9}")) {
            throw outside(name, text, min, max);
        }
        int value = Integer.parseInt(text);
        if (value < min || value > max) {
            throw outside(name, text, min, max);
        }
        return value;
    }

    private static IllegalArgumentException outside(String name, String text, int min, int max) {
        return new IllegalArgumentException(name + ": " + text + " (expected " + min + ".." + max + ")");
    }
}
