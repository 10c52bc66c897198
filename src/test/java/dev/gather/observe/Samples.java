package dev.gather.observe;

import dev.gather.content.Content;
import dev.gather.fetch.AttemptRecord;
import dev.gather.fetch.Batch;
import dev.gather.fetch.Failure;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Head;
import dev.gather.fetch.Mode;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Phase;
import dev.gather.fetch.ResponseHeaders;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;
import dev.gather.fetch.Timings;
import dev.gather.fetch.Trail;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** Batches and outcomes to observe. */
final class Samples {
    static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final long MS = 1_000_000;

    private Samples() {}

    static Batch batch() {
        String traceparent = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";
        return new Batch("bat_1", "req_1", "acme", traceparent, List.of(), Mode.ANY, 8, 8, 0, 30_000, true, false, 0);
    }

    static Settled answered(String url, int status, boolean accepted) throws InvalidUrl {
        Target target = Target.parse(url);
        var head = new Head(target, status, "1.1", ResponseHeaders.EMPTY, null);
        var attempts = List.of(
                new AttemptRecord(0, FailureCode.CONNECTION_REFUSED, 0, MS), new AttemptRecord(status, null, MS, MS));
        var timings = new Timings(MS, MS, 0, 20 * MS, 30 * MS, 2 * MS, 1_234 * MS);
        var trail = new Trail(attempts, List.of(), timings, 0);
        return settled(
                fetch(url, target, null), new Outcome.Answered(head, Content.NONE, 10, 10, false, accepted, trail));
    }

    static Settled refused(String url) {
        var failure = Failure.of(FailureCode.INVALID_URL, Phase.ADMIT, "No URL.");
        var trail = new Trail(List.of(), List.of(), new Timings(0, 0, -1, -1, -1, -1, MS), 0);
        return settled(fetch(url, null, failure), new Outcome.Failed(failure, null, trail));
    }

    static Summary summary() {
        return new Summary("bat_1", Mode.ANY, true, false, 0, 6, 1, 2, 3, 15_674 * MS);
    }

    private static Fetch fetch(String url, Target target, Failure rejection) {
        return new Fetch(3, null, url, HttpMethod.GET, target, rejection, null, FetchOptions.DEFAULT);
    }

    private static Settled settled(Fetch fetch, Outcome outcome) {
        return new Settled(fetch, 0, outcome, false, -1);
    }
}
