package dev.gather.observe;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.Properties;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's way to Logback without the search for configurations and for other providers, which is most of Logback's
 * start. The log is that of {@link QuietStart}, as with the search. SLF4J makes it when the property {@value #PROPERTY}
 * says so.
 */
public final class QuickLogback implements SLF4JServiceProvider {
    private static final String PROPERTY = "slf4j.provider";
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter diagnostics = new LogbackMDCAdapter();

    /** Makes SLF4J use this, unless the operator chose; to be called before its first logger is made. */
    public static void choose() {
        choose(System.getProperties());
    }

    static void choose(Properties system) {
        if (system.putIfAbsent(PROPERTY, QuickLogback.class.getName()) == null) {
            Object unused = system.putIfAbsent(VERBOSITY, "WARN"); // else it tells what it was told to load
        }
    }

    @Override
    public void initialize() {
        context.setName("default");
        context.setMDCAdapter(diagnostics);
        QuietStart.apply(context);
        context.start();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return context;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return diagnostics;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
