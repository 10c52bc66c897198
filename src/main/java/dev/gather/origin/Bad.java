package dev.gather.origin;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** Bad manners as routes. */
final class Bad {
    private static final String PREFIX = "/bad/";

    private Bad() {}

    /** Every manner with its name. */
    static void index(RoutingContext ctx) {
        StringBuilder page = new StringBuilder("Bad manners, each at /bad/NAME:\n\n");
        Manners.all().forEach(manner -> page.append(String.format("%-30s %s%n", manner.name(), manner.says())));
        Answers.text(ctx, page.toString());
    }

    /** The manner that the path names; its redirects stay below it. */
    static void manner(RoutingContext ctx) {
        String path = Objects.requireNonNullElse(ctx.request().path(), "");
        Manner manner = Manners.find(path.substring(PREFIX.length()).split("/", 2)[0]);
        if (manner == null) {
            ctx.next();
            return;
        }
        manner.meet(Wire.of(ctx));
    }

    /** A manner under a path of its own. */
    static Handler<RoutingContext> named(String name) {
        Manner manner = Manners.named(name);
        return ctx -> manner.meet(Wire.of(ctx));
    }
}
