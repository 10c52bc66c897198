package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.gather.fetch.Batch;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Settled;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchFactsTest {
    @Test
    void whatWaitsInTheQueueHoldsNoBody() {
        assertThat(Arrays.stream(FetchFacts.class.getRecordComponents()).map(RecordComponent::getType))
                .isNotEmpty()
                .noneMatch(type -> List.of(Batch.class, Fetch.class, Settled.class, Outcome.class, Buffer.class)
                        .contains(type))
                .allMatch(type -> type.isPrimitive() || type == String.class || type.isEnum());
    }

    @Test
    void whatWaitsInTheQueueHoldsNoLongUrl() throws Exception {
        String path = "x".repeat(7_000);
        assertThat(urlOf(Samples.answered("http://example.com/" + path, 200, true)))
                .hasSize(2_048);
        assertThat(urlOf(Samples.refused(path))).hasSize(2_048);
    }

    @Test
    void anyReaderOfTheEventSeesPairs() throws Exception {
        FetchFacts facts = FetchFacts.of(Samples.batch(), Samples.answered("http://example.com/a?q", 404, false));
        var logger = new LoggerContext().getLogger("x");
        assertThat(new FactsEvent(logger, "fetch settled", facts).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly(
                        "batch_id=bat_1",
                        "request_id=req_1",
                        "trace_id=" + Samples.TRACE_ID,
                        "key=acme",
                        "index=3",
                        "method=GET",
                        "url=http://example.com/a",
                        "status=404",
                        "outcome=http_error",
                        "attempts=2",
                        "coalesced=false",
                        "ms=1234.0");
    }

    private static String urlOf(Settled settled) {
        return FetchFacts.of(Samples.batch(), settled).url();
    }
}
