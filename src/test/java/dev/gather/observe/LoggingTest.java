package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("there is one log in a process")
@Timeout(10)
class LoggingTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AccessLog access = new AccessLog();

    @Test
    void aBatchIsFourKindsOfLines() throws Exception {
        try (Logging log = text("info")) {
            logBatch();
            assertThat(log.droppedLines()).isZero();
        }
        String ids = "batch_id=bat_1 request_id=req_1 trace_id=" + Samples.TRACE_ID + " key=acme ";
        assertThat(lines())
                .extracting(line -> line.replaceFirst("^[-0-9T:.]{23}Z ", ""))
                .containsExactly(
                        "INFO gather.call: batch started " + ids + "mode=any urls=0 deadline_ms=30000",
                        "INFO gather.fetch: fetch settled " + ids
                                + "index=3 method=GET url=http://example.com/a status=200 outcome=ok"
                                + " attempts=2 coalesced=false ms=1234.0",
                        "INFO gather.fetch: fetch settled " + ids
                                + "index=3 method=GET url=…@example.com/a outcome=failed code=invalid_url"
                                + " attempts=0 coalesced=false ms=1.0",
                        "INFO gather.call: batch ended " + ids
                                + "total=6 ok=1 http_error=2 failed=3 satisfied=true complete=false ms=15674.0",
                        "INFO gather.call: call answered " + ids
                                + "method=POST path=/v1/fetch status=200 bytes=5 ms=0.1");
    }

    @Test
    void jsonHasTheSameFields() throws Exception {
        try (Logging log = Logging.start(new LogSettings(true, "info"), out, 64)) {
            logBatch();
            assertThat(log.droppedLines()).isZero();
        }
        Map<String, Object> fetch = fields(lines().get(1));
        assertThat(fetch.keySet())
                .containsSubsequence(
                        "message",
                        "batch_id",
                        "request_id",
                        "trace_id",
                        "key",
                        "index",
                        "method",
                        "url",
                        "status",
                        "outcome",
                        "attempts",
                        "coalesced",
                        "ms");
        assertThat(fetch)
                .containsEntry("message", "fetch settled")
                .containsEntry("log.level", "INFO")
                .containsEntry("service.name", "gather")
                .containsEntry("batch_id", "bat_1")
                .containsEntry("trace_id", Samples.TRACE_ID)
                .containsEntry("index", 3L)
                .containsEntry("url", "http://example.com/a")
                .containsEntry("status", 200L)
                .containsEntry("coalesced", false)
                .containsEntry("ms", 1234.0);
        assertThat(lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(fields(line)).isNotEmpty());
    }

    @Test
    void aBadNameServerWritesNothing() {
        try (Logging log = text("debug")) {
            LoggerFactory.getLogger("io.netty.resolver.dns.DnsQueryContext")
                    .warn("Received a DNS response with a wrong question", new IOException("from a stranger"));
            assertThat(log.droppedLines()).isZero();
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void secretsAreInNoLine() throws Exception {
        try (Logging log = text("trace")) {
            logBatch();
            assertThat(log.droppedLines()).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("fetch settled")
                .doesNotContain("s3cret");
    }

    @Test
    void textFromOutsideForgesNoLine() throws Exception {
        try (Logging log = text("info")) {
            access.settled(Samples.batch(), Samples.refused("x\n2026 INFO forged\u001b[2J\u2028\u202e\u0085 a=\"b\""));
            LoggerFactory.getLogger("x").warn("bad\r\nWARN forged", new IOException("inner\nERROR forged"));
            assertThat(log.droppedLines()).isZero();
        }
        assertThat(lines().get(0))
                .contains("url=\"x\\u000a2026 INFO forged\\u001b[2J\\u2028\\u202e\\u0085 a=\\\"b\\\"\" outcome=failed");
        assertThat(lines().get(1)).endsWith("WARN x: bad\\u000d\\u000aWARN forged");
        assertThat(lines().subList(2, lines().size())).allMatch(line -> line.startsWith("    "));
    }

    @Test
    void jsonKeepsOneEventOnOneLine() throws Exception {
        try (Logging log = Logging.start(new LogSettings(true, "info"), out, 64)) {
            access.settled(Samples.batch(), Samples.refused("x\n\u001b\"\\\u0085\u009b\u2028\u202e\u007f😀"));
            LoggerFactory.getLogger("x").error("bad\n", new IOException("inner\n"));
            assertThat(log.droppedLines()).isZero();
        }
        assertThat(lines()).hasSize(2);
        assertThat(fields(lines().get(0))).containsEntry("url", "x\n\u001b\"\\\u0085\u009b\u2028\u202e\u007f😀");
        assertThat(lines().get(0)).contains("\\u0085\\u009b\\u2028\\u202e\\u007f😀");
        assertThat(fields(lines().get(1))).containsEntry("error.type", "java.io.IOException");
    }

    @Test
    void levelsHold() throws Exception {
        try (Logging log = text("warn")) {
            logBatch();
            LoggerFactory.getLogger("io.vertx.core.impl.ContextImpl").error("Unhandled exception");
            LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker").warn("Thread blocked");
            LoggerFactory.getLogger("io.netty").info("chatter");
            assertThat(log.droppedLines()).isZero();
        }
        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("Unhandled exception"),
                        line -> assertThat(line).endsWith("Thread blocked"));
    }

    @Test
    void aStuckReaderCostsLinesAndNothingElse() throws Exception {
        var mayWrite = new CountDownLatch(1);
        var writing = new CountDownLatch(1);
        long dropped;
        try (Logging log = Logging.start(new LogSettings(false, "info"), stuckUntil(writing, mayWrite), 16)) {
            access.started(Samples.batch());
            assertThat(writing.await(5, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) {
                access.started(Samples.batch());
            }
            dropped = log.droppedLines();
            mayWrite.countDown();
        }
        assertThat(dropped).isEqualTo(84);
        assertThat(lines().stream().filter(line -> line.contains("batch started")))
                .hasSize(17);
        assertThat(lines()).last().asString().endsWith("WARN gather.log: log lines dropped lines=84");
    }

    private void logBatch() throws Exception {
        access.started(Samples.batch());
        access.settled(Samples.batch(), Samples.answered("http://example.com/a?q=s3cret", 200, true));
        access.settled(Samples.batch(), Samples.refused("http://me:s3cret@example.com/a?s3cret"));
        access.ended(Samples.batch(), Samples.summary());
        access.answered(new AnsweredCall(
                "req_1", "bat_1", Samples.TRACE_ID, "acme", "POST", "/v1/fetch?url=s3cret", 200, 5, 123_456));
    }

    private Logging text(String level) {
        return Logging.start(new LogSettings(false, level), out, 64);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private OutputStream stuckUntil(CountDownLatch writing, CountDownLatch mayWrite) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writing.countDown();
                await(mayWrite);
                out.write(bytes, offset, length);
            }
        };
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(5, TimeUnit.SECONDS)) {
                throw new IOException("never released");
            }
        } catch (InterruptedException closing) {
            throw new IOException(closing);
        }
    }

    private static Map<String, Object> fields(String json) throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                fields.put(name, value(parser, parser.nextToken()));
            }
            assertThat(parser.nextToken()).isNull();
        }
        return fields;
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> parser.getText();
        };
    }
}
