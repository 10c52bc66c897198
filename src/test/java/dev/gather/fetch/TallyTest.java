package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.content.Content;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {
    /** Outcomes in order of completion: o ok, h http_error, f failed, c cancelled. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        // mode,     outcomes, decided after, satisfied, complete, winner
        "ALL_SETTLED, ohf,      0,             true,      true,     -1",
        "ALL_SETTLED, ohc,      0,             true,      false,    -1",
        "ALL,         ooo,      0,             true,      true,     -1",
        "ALL,         ohc,      2,             false,     false,    -1",
        "ALL,         fcc,      1,             false,     false,    -1",
        "ANY,         occ,      1,             true,      false,    0",
        "ANY,         hfo,      3,             true,      true,     2",
        "ANY,         hff,      0,             false,     true,     -1",
        "RACE,        occ,      1,             true,      false,    0",
        "RACE,        hcc,      1,             false,     false,    0",
        "RACE,        fcc,      1,             false,     false,    0",
        "RACE,        ccc,      0,             false,     false,    -1"
    })
    void decidesAsPromisesDo(
            Mode mode, String outcomes, int decidedAfter, boolean satisfied, boolean complete, int winner)
            throws InvalidUrl {
        Tally tally = new Tally(batch(mode, outcomes.length()));
        int decided = 0;
        for (int i = 0; i < outcomes.length(); i++) {
            assertThat(tally.complete()).isFalse();
            assertThat(tally.count(fetch(i), outcome(outcomes.charAt(i)))).isEqualTo(i);
            if (tally.decided() && decided == 0) {
                decided = i + 1;
            }
        }
        assertThat(tally.complete()).isTrue();
        Summary summary = tally.summary(5);
        assertThat(decided).isEqualTo(decidedAfter);
        assertThat(summary.satisfied()).isEqualTo(satisfied);
        assertThat(summary.complete()).isEqualTo(complete);
        assertThat(summary.winner()).isEqualTo(winner);
        assertThat(summary.ok() + summary.httpError() + summary.failed()).isEqualTo(summary.total());
    }

    private static Batch batch(Mode mode, int size) {
        List<Fetch> fetches =
                IntStream.range(0, size).mapToObj(TallyTest::fetch).toList();
        return new Batch("bat_1", "req_1", "anonymous", null, fetches, mode, 64, 64, 0, 30_000, true, false, 0);
    }

    private static Fetch fetch(int index) {
        try {
            Target target = Target.parse("http://a.example/");
            return new Fetch(index, null, target.href(), HttpMethod.GET, target, null, null, FetchOptions.DEFAULT);
        } catch (InvalidUrl e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome outcome(char kind) throws InvalidUrl {
        Trail trail = new Trail(List.of(), List.of(), new Timings(0, 0, 0, 0, 0, 0, 0), 0);
        Head head = new Head(Target.parse("http://a.example/"), 200, "1.1", ResponseHeaders.EMPTY, null);
        return switch (kind) {
            case 'o' -> new Outcome.Answered(head, Content.NONE, 0, 0, false, true, trail);
            case 'h' -> new Outcome.Answered(head, Content.NONE, 0, 0, false, false, trail);
            case 'f' -> new Outcome.Failed(Failure.of(FailureCode.DNS_ERROR, Phase.DNS, ""), null, trail);
            default -> new Outcome.Failed(Failure.of(FailureCode.CANCELLED, Phase.QUEUE, ""), null, trail);
        };
    }
}
