package dev.gather.api;

import dev.gather.limit.HostSnapshot;
import dev.gather.limit.Scheduler;
import dev.gather.net.Host;
import dev.gather.net.InvalidUrl;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** {@code /v1/hosts}: how hosts stand with the whole process. Nothing in it tells who asks them for what. */
final class HostsHandler {
    private static final String LIMIT = "limit";
    private static final int MOST_LISTED = 100;
    private static final Field<long[]> COUNT = Field.integer(1, MOST_LISTED, (target, count) -> target[0] = count);

    private final Vertx vertx;
    private final Scheduler scheduler;
    private final Replies replies;

    HostsHandler(Vertx vertx, Scheduler scheduler, Replies replies) {
        this.vertx = vertx;
        this.scheduler = scheduler;
        this.replies = replies;
    }

    /** One host, also one that nobody has asked for anything. */
    void one(RoutingContext ctx) throws Problem {
        int unused = readCount(ctx.queryParams(), false);
        Host host = host(Objects.requireNonNullElse(ctx.pathParam("host"), ""));
        reply(ctx, scheduler.host(host).map(HostsHandler::json));
    }

    /** The busiest hosts. */
    void busiest(RoutingContext ctx) throws Problem {
        int count = readCount(ctx.queryParams(), true);
        reply(
                ctx,
                scheduler
                        .busiest(count)
                        .map(hosts -> Map.of(
                                "hosts", hosts.stream().map(HostsHandler::json).toList())));
    }

    /** The scheduler answers on its own loop, and the caller is answered on this one. */
    private void reply(RoutingContext ctx, Future<? extends Map<String, ?>> figures) {
        Context here = vertx.getOrCreateContext();
        figures.onSuccess(tree -> here.runOnContext(turn -> {
            var unused = replies.document(ctx, "application/json", JsonTree.of(tree));
        }));
    }

    private static Host host(String written) throws Problem {
        try {
            return Host.of(written);
        } catch (InvalidUrl invalid) {
            String detail = "A host as in URLs expected, for example api.example.com:8443; without a port it is 443.";
            throw Problem.of(ProblemCode.INVALID_REQUEST, detail);
        }
    }

    private static int readCount(MultiMap query, boolean takesCount) throws Problem {
        var draft = new long[] {20};
        var mistakes = new Mistakes();
        List<String> known = takesCount ? List.of(LIMIT) : List.of();
        for (String name : query.names()) {
            try {
                read(draft, name, query.getAll(name), known);
            } catch (Fault fault) {
                mistakes.add(Mistake.inParameter(name, fault.detail()));
            }
        }
        mistakes.check();
        return (int) draft[0];
    }

    private static void read(long[] draft, String name, List<String> values, List<String> known) throws Fault {
        if (!known.contains(name)) {
            throw Fault.ofCall(Suggestion.unknown("parameter", name, known));
        }
        if (values.size() > 1) {
            throw Fault.ofCall("Given " + values.size() + " times.");
        }
        COUNT.parameter(draft, values.get(0));
    }

    private static Map<String, Object> json(HostSnapshot host) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("host", host.host().toString());
        json.put("in_flight", host.inFlight());
        json.put("queued", host.queued());
        json.put("limit_now", host.limitNow());
        json.put("limit", host.limit());
        if (host.pausedForNanos() > 0) {
            json.put("paused_until", in(host.pausedForNanos()));
            json.put("pause_reason", host.pauseAsked() ? "asked" : "too_many_requests");
            json.put("pause_status", host.pauseStatus());
        }
        json.put("breaker", breaker(host.breaker()));
        if (host.openForNanos() > 0) {
            json.put("breaker_until", in(host.openForNanos()));
        }
        json.put("retry_budget", host.retriesLeft());
        return json;
    }

    private static String breaker(HostSnapshot.BreakerState state) {
        return state == HostSnapshot.BreakerState.PROBING
                ? "half_open"
                : state.name().toLowerCase(Locale.ROOT);
    }

    private static String in(long nanos) {
        long untilMs = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(nanos);
        return Instant.ofEpochMilli(untilMs).toString();
    }
}
