package dev.gather.api;

import dev.gather.fetch.FetchSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The body of a call with 10 000 URLs to its batch, in chunks as a connection brings them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatchReaderBenchmark {
    private static final int URLS = 10_000;
    private static final int CHUNK_BYTES = 8 << 10;

    /** Ways to say the same. */
    public enum Kind {
        URLS_IN_JSON("application/json", "{\"urls\":[\"", "\",\"", "\"]}"),
        REQUESTS_IN_JSON("application/json", "{\"requests\":[{\"url\":\"", "\"},{\"url\":\"", "\"}]}"),
        TEXT("text/plain", "", "\n", "\n"),
        LINES_OF_JSON("application/x-ndjson", "{\"url\":\"", "\"}\n{\"url\":\"", "\"}\n");

        private final String type;
        private final String before;
        private final String between;
        private final String after;

        Kind(String type, String before, String between, String after) {
            this.type = type;
            this.before = before;
            this.between = between;
            this.after = after;
        }

        byte[] body() {
            return IntStream.range(0, URLS)
                    .mapToObj(i -> "http://origin" + i % 100 + ".example:8080/text/1024?i=" + i)
                    .collect(Collectors.joining(between, before, after))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Param
    public Kind kind;

    private final BatchReader reader =
            new BatchReader(new BatchRules(4 << 20, URLS, 512, FetchSettings.DEFAULT.methods(), target -> null));
    private final List<byte[]> chunks = new ArrayList<>();
    private RequestHead head;

    @Setup
    public void cut() {
        byte[] body = kind.body();
        for (int at = 0; at < body.length; at += CHUNK_BYTES) {
            chunks.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + CHUNK_BYTES)));
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("content-type", kind.type);
        head = new RequestHead(HttpMethod.POST, "/v1/fetch", headers);
    }

    @Benchmark
    public Reading read() throws Problem {
        try (BatchInput input = reader.begin(new Call("req_1", "anybody", null, 0), head)) {
            for (byte[] chunk : chunks) {
                input.feed(chunk);
            }
            return input.finish();
        }
    }
}
