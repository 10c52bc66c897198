package dev.gather.encode;

import dev.gather.content.BodyForm;
import dev.gather.content.Content;
import dev.gather.content.Contents;
import dev.gather.content.NotJson;
import dev.gather.fetch.AttemptRecord;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Head;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.ResponseHeaders;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Timings;
import dev.gather.fetch.Trail;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;

/** A settled item to its JSON, in steps of 64 KiB as they go to the caller; and the reading of its body before that. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResultWriterBenchmark {
    private static final long MS = 1_000_000;

    /** Bodies, and how a result shows them. */
    public enum Body {
        JSON_1_KIB_AS_TEXT(
                1 << 10, "application/json", BodyForm.TEXT, "{\"id\":12345,\"name\":\"a name\",\"ok\":true},\n"),
        JSON_1_KIB(1 << 10, "application/json", BodyForm.AUTO, "[1234567890,\"a name\",true],"),
        HTML_16_KIB(16 << 10, "text/html", BodyForm.AUTO, "<p class=\"größe\">Grüße, привет, 你好.</p>\n"),
        TEXT_1_MIB(1 << 20, "text/plain", BodyForm.AUTO, "Waits should overlap, said the \"loop\".\n"),
        BYTES_1_MIB(1 << 20, "image/png", BodyForm.AUTO, "\u0089PNG");

        private final int length;
        private final String type;
        private final BodyForm form;
        private final String repeated;

        Body(int length, String type, BodyForm form, String repeated) {
            this.length = length;
            this.type = type;
            this.form = form;
            this.repeated = repeated;
        }

        /** Exactly as many bytes, and in JSON an array. */
        byte[] bytes() {
            int most = length - 2;
            String items = repeated.repeat(length / repeated.length() + 1);
            while (items.getBytes(StandardCharsets.UTF_8).length > most) {
                items = items.substring(0, items.length() - repeated.length());
            }
            String text = type.equals("application/json") ? "[" + items + "0]" : items;
            int missing = length - text.getBytes(StandardCharsets.UTF_8).length;
            return (text + " ".repeat(missing)).getBytes(StandardCharsets.UTF_8);
        }
    }

    @Param
    public Body body;

    private final JsonBytes out = new JsonBytes(Piece.STEP_BYTES);
    private byte[] bytes;
    private Settled settled;

    @Setup
    public void settle() throws InvalidUrl, NotJson {
        bytes = body.bytes();
        settled = settled(read());
    }

    @Benchmark
    public Content read() throws NotJson {
        return Contents.read(bytes, bytes.length, body.type, body.form, false);
    }

    @Benchmark
    public void write(Blackhole hole) {
        var writer = new ResultWriter(settled, false, true);
        boolean last;
        do {
            last = writer.writeTo(out);
            Buffer step = out.take();
            hole.consume(step);
        } while (!last);
    }

    private Settled settled(Content content) throws InvalidUrl {
        Target target = Target.parse("http://origin.example:8080/a/page?i=123");
        var headers = Map.of(
                "content-type", body.type, "content-length", String.valueOf(body.length), "server", "an origin/1.0");
        var head = new Head(target, 200, "1.1", new ResponseHeaders(headers.entrySet()), null);
        var timings = new Timings(MS, 0, 0, 0, 2 * MS, MS / 2, 4 * MS);
        var trail = new Trail(List.of(new AttemptRecord(200, null, 0, 3 * MS)), List.of(), timings, 1_795_000_000_123L);
        var outcome = new Outcome.Answered(head, content, body.length, body.length, false, true, trail);
        var fetch = new Fetch(123, null, target.href(), HttpMethod.GET, target, null, null, FetchOptions.DEFAULT);
        return new Settled(fetch, 123, outcome, false, -1);
    }
}
