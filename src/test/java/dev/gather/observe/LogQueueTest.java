package dev.gather.observe;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LogQueueTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int THREADS = 4;
    private static final int LINES = 5_000;

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("x");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aBurstOfManyThreadsIsWrittenWholeAndInTheOrderOfEach() throws Exception {
        LogQueue queue = started(THREADS * LINES, new Message());
        append(queue);
        queue.stop();
        assertThat(queue.dropped()).isZero();
        assertThat(lines()).hasSize(THREADS * LINES);
        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(linesOf(thread)).isEqualTo(expected(thread));
        }
    }

    @Test
    void eachLineIsEitherWrittenOrCounted() throws Exception {
        LogQueue queue = started(50, new Message());
        append(queue);
        queue.stop();
        assertThat(written().size() + queue.dropped()).isEqualTo(THREADS * LINES);
        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(linesOf(thread))
                    .extracting(line -> Integer.parseInt(line.substring(2)))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    /** The queue has room again as soon as lines are taken out of it, however often it was full. */
    @Test
    void aQueueThatWasFullIsNotForEverSmaller() {
        LogQueue queue = started(1, new Message());
        for (int i = 1; i <= 5; i++) {
            int appended = 2 * i;
            queue.append(event("line " + i));
            queue.append(event("one too many, perhaps"));
            eventually("the queue is empty", SOON, () -> written().size() + queue.dropped() == appended);
        }
        queue.stop();
        assertThat(written()).contains("line 1", "line 2", "line 3", "line 4", "line 5");
    }

    @Test
    void aLoneLineIsWrittenThoughNothingFollows() {
        LogQueue queue = started(8, new Message());
        queue.append(event("alone"));
        eventually("it is written", SOON, () -> lines().equals(List.of("alone")));
        queue.stop();
    }

    @Test
    void whatCannotBeEncodedIsCountedAndHarmsNoOther() {
        LogQueue queue = started(8, new Message());
        queue.append(event("first"));
        queue.append(event("unspeakable"));
        queue.append(event("last"));
        queue.stop();
        assertThat(lines()).containsExactly("first", "last", "log lines dropped");
        assertThat(queue.dropped()).isEqualTo(1);
    }

    private LogQueue started(int capacity, Message encoder) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var queue = new LogQueue(capacity, encoder, logger, out);
        queue.setContext(context);
        queue.start();
        return queue;
    }

    private void append(LogQueue queue) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(new Thread(
                    () -> expected(number).forEach(line -> queue.append(event(line))), "appender-" + number));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private LoggingEvent event(String message) {
        return new LoggingEvent("", logger, Level.INFO, message, null, null);
    }

    private static List<String> expected(int thread) {
        return IntStream.range(0, LINES).mapToObj(i -> thread + " " + i).toList();
    }

    /** All lines but those that the queue adds. */
    private List<String> written() {
        return lines().stream()
                .filter(line -> !line.equals("log lines dropped"))
                .toList();
    }

    private List<String> linesOf(int thread) {
        return lines().stream().filter(line -> line.startsWith(thread + " ")).toList();
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Writes the message and nothing else. */
    private static final class Message extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            if (event.getMessage().equals("unspeakable")) {
                throw new IllegalStateException("unspeakable");
            }
            return (event.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }
}
