package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchListenersTest {
    private static final Batch BATCH =
            new Batch("bat_1", "req_1", "", null, List.of(), Mode.ANY, 1, 1, 0, 1_000, true, false, 0);

    private final List<String> heard = new ArrayList<>();

    @Test
    void whatOneThrowsKeepsNothingFromTheOther() {
        tell(FetchListeners.both(listener("first", true), listener("second", false)));
        tell(FetchListeners.both(listener("third", false), listener("fourth", true)));
        assertThat(heard)
                .containsExactly(
                        "first started",
                        "second started",
                        "first settled",
                        "second settled",
                        "first ended",
                        "second ended",
                        "third started",
                        "fourth started",
                        "third settled",
                        "fourth settled",
                        "third ended",
                        "fourth ended");
    }

    private static void tell(FetchListener listener) {
        listener.started(BATCH);
        listener.settled(BATCH, null);
        listener.ended(BATCH, null);
    }

    private FetchListener listener(String name, boolean broken) {
        return new FetchListener() {
            @Override
            public void started(Batch batch) {
                hear("started");
            }

            @Override
            public void settled(Batch batch, Settled settled) {
                hear("settled");
            }

            @Override
            public void ended(Batch batch, Summary summary) {
                hear("ended");
            }

            private void hear(String what) {
                heard.add(name + " " + what);
                if (broken) {
                    throw new IllegalStateException("a bug, as this test wants it");
                }
            }
        };
    }
}
