package dev.gather.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.event.KeyValuePair;

/**
 * Takes events from any thread without ever waiting; a thread of its own encodes and writes them. What finds the queue
 * full is dropped and counted; the count is reported in the log once there is room.
 *
 * <p>Having found nothing that thread looks again after {@value LOOK_UP_MS} ms, or when much is queued. A signal for
 * each line costs a loop 900 ns, and a lock around the queue would let a writer that the machine has set aside hold up
 * a loop.
 */
final class LogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int BURST = 256;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long LOOK_UP_MS = 20;
    private static final long LAST_LINES_MS = 2_000;

    /** The writer is woken when this part of the queue is full: a loop can fill it within one look-up. */
    private static final int WAKING_PART = 4;

    private final int capacity;
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Encoder<ILoggingEvent> encoder;
    private final Logger ownLogger;
    private final OutputStream out;
    private final LongAdder dropped = new LongAdder();
    private final Semaphore wake = new Semaphore(0);
    private final Thread writer = new Thread(this::write, "gather-log");
    private long reported;

    /** A queue that holds at most {@code capacity} events. */
    LogQueue(int capacity, Encoder<ILoggingEvent> encoder, Logger ownLogger, OutputStream out) {
        this.capacity = capacity;
        this.encoder = encoder;
        this.ownLogger = ownLogger;
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        writer.setDaemon(true);
    }

    /** Lines dropped since the start. */
    long dropped() {
        return dropped.sum();
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    /** Writes what is still queued, for two seconds at most. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        wake.release();
        try {
            writer.join(LAST_LINES_MS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        int place = queued.incrementAndGet();
        if (place > capacity) {
            queued.decrementAndGet();
            dropped.increment();
            return;
        }
        events.add(event);
        if (place == capacity / WAKING_PART) {
            wake.release();
        }
    }

    private void write() {
        var burst = new ArrayList<ILoggingEvent>(BURST);
        while (isStarted() || !events.isEmpty()) {
            take(burst);
            if (burst.isEmpty()) {
                pause();
            } else {
                burst.forEach(this::encode);
                burst.clear();
                reportDropped();
                flush();
            }
        }
    }

    /** Moves what is queued, in its order, as far as one burst holds it. */
    private void take(List<ILoggingEvent> burst) {
        while (burst.size() < BURST) {
            ILoggingEvent next = events.poll();
            if (next == null) {
                break;
            }
            burst.add(next);
        }
        queued.addAndGet(-burst.size());
    }

    /** Waits a short while, or until much is queued or the stop: not by an interrupt, which might hit a write. */
    private void pause() {
        try {
            boolean unused = wake.tryAcquire(LOOK_UP_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ignored) {
            // looks again that much sooner
        }
    }

    private void encode(ILoggingEvent event) {
        try {
            out.write(encoder.encode(event));
        } catch (IOException | RuntimeException unwritable) {
            dropped.increment(); // nowhere left to tell but the metric
        }
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException unwritable) {
            dropped.increment();
        }
    }

    private void reportDropped() {
        long now = dropped.sum();
        if (now == reported) {
            return;
        }
        var report = new LoggingEvent(LogQueue.class.getName(), ownLogger, Level.WARN, "log lines dropped", null, null);
        report.addKeyValuePair(new KeyValuePair("lines", now - reported));
        reported = now;
        encode(report);
    }
}
