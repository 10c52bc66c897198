package dev.gather.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/** The process's log, as the settings want it, on standard error. */
public final class Logging implements AutoCloseable {
    private static final int QUEUED_LINES = 8_192;

    private final LoggerContext context;
    private final LogQueue queue;

    private Logging(LoggerContext context, LogQueue queue) {
        this.context = context;
        this.queue = queue;
    }

    /** Logs to standard error until it is closed. */
    public static Logging start(LogSettings settings) {
        return start(settings, new FileOutputStream(FileDescriptor.err));
    }

    /** Logs to where it is told, until it is closed. */
    public static Logging start(LogSettings settings, OutputStream out) {
        return start(settings, out, QUEUED_LINES);
    }

    static Logging start(LogSettings settings, OutputStream out, int queuedLines) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder = settings.json() ? new JsonLine() : new TextLine();
        encoder.setContext(context);
        encoder.start();
        var queue = new LogQueue(queuedLines, encoder, context.getLogger("gather.log"), out);
        queue.setContext(context);
        queue.start();
        Level level = Level.toLevel(settings.level(), Level.INFO);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(queue);
        quieten(context, level);
        return new Logging(context, queue);
    }

    /** Below warnings, these tell of their own insides; their warnings (a blocked loop, an uncaught error) stay. */
    private static void quieten(LoggerContext context, Level level) {
        Level quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
        context.getLogger("io.netty").setLevel(quiet);
        context.getLogger("io.vertx").setLevel(quiet);
        context.getLogger("io.micrometer").setLevel(quiet);
        // Warns, with a stack, of each request past the most that a caller may have in line; api cuts that caller off.
        context.getLogger("io.netty.channel.AbstractChannelHandlerContext").setLevel(Level.ERROR);
        // Warns, with a stack, of each answer that is garbled or not asked for; net waits on for a better one.
        context.getLogger("io.netty.resolver.dns").setLevel(Level.ERROR);
    }

    /** Lines dropped because the queue was full. */
    public long droppedLines() {
        return queue.dropped();
    }

    /** Writes what is queued; from then on only warnings are logged. */
    @Override
    public void close() {
        queue.stop();
        context.reset();
        QuietStart.apply(context);
    }
}
