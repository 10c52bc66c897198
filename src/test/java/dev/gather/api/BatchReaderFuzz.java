package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.gather.fetch.Batch;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchSettings;
import dev.gather.testing.FuzzInput;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Any body (the rest) of any of the three kinds (told by the first line) is a batch or a {@link Problem}, and the same
 * however it arrives.
 */
class BatchReaderFuzz {
    /** A reader stops at so many mistakes, between one piece and the next: how many it tells of is up to the pieces. */
    private static final int MANY_MISTAKES = 1_000;

    private static final BatchReader READER =
            new BatchReader(new BatchRules(64 << 10, 5, 512, FetchSettings.DEFAULT.methods(), target -> null));

    @FuzzTest
    void read(byte[] data) {
        var input = new FuzzInput(data);
        RequestHead head = head(input.line(StandardCharsets.ISO_8859_1));
        byte[] body = input.rest();
        String whole = outcome(head, List.of(body));
        assertThat(outcome(head, FuzzInput.pieces(body))).isEqualTo(whole);
        assertThat(outcome(head, FuzzInput.single(body))).isEqualTo(whole);
    }

    /** {@code text}, {@code lines} or JSON, each with or without {@code strict}. */
    private static RequestHead head(String kind) {
        String type = kind.startsWith("text")
                ? "text/plain"
                : kind.startsWith("lines") ? "application/x-ndjson" : "application/json";
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", type);
        if (kind.endsWith("strict")) {
            headers.add("Prefer", "handling=strict");
        }
        return new RequestHead(HttpMethod.POST, "/v1/fetch", headers);
    }

    private static String outcome(RequestHead head, List<byte[]> pieces) {
        try (BatchInput input = READER.begin(new Call("req", "caller", null, 0), head)) {
            for (byte[] piece : pieces) {
                input.feed(piece);
            }
            Reading reading = input.finish();
            assertThat(reading.heldBytes()).isPositive();
            return describe(reading.batch()) + reading.requestOrder();
        } catch (Problem problem) {
            return describe(problem);
        }
    }

    static String describe(Batch batch) {
        var text = new StringBuilder();
        for (Fetch fetch : batch.fetches()) {
            assertThat(fetch.target() == null).isEqualTo(fetch.rejection() != null);
            text.append(fetch).append('\n');
        }
        assertThat(batch.fetches()).isNotEmpty();
        return text.append(batch.mode())
                .append(batch.concurrency())
                .append(' ')
                .append(batch.hostConcurrency())
                .append(' ')
                .append(batch.hostIntervalMs())
                .append(' ')
                .append(batch.deadlineMs())
                .append(batch.dedupe())
                .append(batch.dryRun())
                .toString();
    }

    static String describe(Problem problem) {
        String json = problem.toJson("req").toString();
        assertThat(problem.code()).isNotEqualTo(ProblemCode.INTERNAL_ERROR);
        assertThat(problem.mistakes()).hasSizeLessThanOrEqualTo(Mistakes.LISTED);
        assertThat(isJson(json)).as(json).isTrue();
        if (problem.code() == ProblemCode.INVALID_JSON) {
            return problem.code()
                    .label(); // of several errors that are near each other, which is noticed first may differ
        }
        boolean many = problem.detail().matches("[0-9]{4,} problems.*");
        return many ? MANY_MISTAKES + " or more" : json;
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            var unused = parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException broken) {
            throw new UncheckedIOException(text, broken);
        }
    }
}
