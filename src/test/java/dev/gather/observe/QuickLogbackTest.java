package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class QuickLogbackTest {
    @Test
    void logsAsTheSearchedForConfigurationDoes() {
        var quick = new QuickLogback();
        quick.initialize();
        Logger root = root((LoggerContext) quick.getLoggerFactory());
        Logger searched = root((LoggerContext) LoggerFactory.getILoggerFactory());
        assertThat(root.getLevel()).isEqualTo(Level.WARN).isEqualTo(searched.getLevel());
        assertThat(root.getLoggerContext().isStarted()).isTrue();
        assertThat(root.iteratorForAppenders()).toIterable().singleElement().satisfies(appender -> {
            assertThat(appender).isInstanceOf(ConsoleAppender.class);
            assertThat(appender.isStarted()).isTrue();
        });
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
