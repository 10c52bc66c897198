package dev.gather.encode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gather.content.BodyForm;
import dev.gather.content.Content;
import dev.gather.fetch.AttemptRecord;
import dev.gather.fetch.Batch;
import dev.gather.fetch.Failure;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Head;
import dev.gather.fetch.Include;
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
import dev.gather.testing.Options;
import io.vertx.core.http.HttpMethod;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settled items as the engine would hand them over. */
final class Items {
    static final Timings TIMINGS = new Timings(300_000, 0, 8_100_000, 24_600_000, 41_900_000, 800_000, 75_700_000);
    static final AttemptRecord ANSWERED = new AttemptRecord(200, null, 0, 75_400_000);

    private Items() {}

    static Content text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Content(BodyForm.TEXT, bytes, bytes.length, "utf-8", "default");
    }

    static Content json(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return new Content(BodyForm.JSON, bytes, bytes.length, null, null);
    }

    static Content binary(byte[] bytes) {
        return new Content(BodyForm.BASE64, bytes, bytes.length, null, null);
    }

    static Fetch fetch(int index, String url, Include... include) {
        Set<Include> parts = include.length == 0 ? FetchOptions.DEFAULT.include() : Set.of(include);
        var options = Options.options().include(parts).build();
        return new Fetch(index, null, url, HttpMethod.GET, target(url), null, null, options);
    }

    static Head head(String url, int status, List<Map.Entry<String, String>> headers) {
        return new Head(target(url), status, "1.1", new ResponseHeaders(headers), null);
    }

    static Outcome.Answered answered(Head head, Content content, boolean accepted, AttemptRecord... attempts) {
        var trail = new Trail(List.of(attempts), List.of(), TIMINGS, 0);
        return new Outcome.Answered(head, content, content.length(), content.length(), false, accepted, trail);
    }

    /** An ok item with this content. */
    static Settled ok(int index, int seq, Content content, Include... include) {
        String url = "http://origin.example/" + index;
        var outcome = answered(head(url, 200, List.of()), content, true, ANSWERED);
        return new Settled(fetch(index, url, include), seq, outcome, false, -1);
    }

    static Settled failed(int index, int seq) {
        var failure = Failure.of(FailureCode.CANCELLED, Phase.QUEUE, "The batch was cancelled.");
        var trail = new Trail(List.of(), List.of(), new Timings(1, 0, -1, -1, -1, -1, 1), 0);
        return new Settled(
                fetch(index, "http://origin.example/" + index),
                seq,
                new Outcome.Failed(failure, null, trail),
                false,
                -1);
    }

    static Batch batch(Mode mode, int total) {
        List<Fetch> fetches = Collections.nCopies(total, fetch(0, "http://origin.example/"));
        return new Batch("bat_1", "req_1", "caller", null, fetches, mode, 64, 6, 0, 30_000, true, false, 0);
    }

    static Summary summary(Mode mode, int total, boolean satisfied) {
        return new Summary("bat_1", mode, satisfied, true, -1, total, total, 0, 0, 15_674_000_000L);
    }

    static Target target(String url) {
        try {
            return Target.parse(url);
        } catch (InvalidUrl e) {
            throw new IllegalArgumentException(e);
        }
    }
}
