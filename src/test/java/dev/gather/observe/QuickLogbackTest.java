package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Map;
import java.util.Properties;
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

    @Test
    void isChosenAndQuiet() {
        assertThat(chosen(Map.of()))
                .isEqualTo(Map.of("slf4j.provider", QuickLogback.class.getName(), "slf4j.internal.verbosity", "WARN"));
    }

    @Test
    void leavesWhatTheOperatorChose() {
        Map<String, String> provider = Map.of("slf4j.provider", "org.example.Provider");
        assertThat(chosen(provider)).isEqualTo(provider);
        assertThat(chosen(Map.of("slf4j.internal.verbosity", "DEBUG")))
                .containsEntry("slf4j.provider", QuickLogback.class.getName())
                .containsEntry("slf4j.internal.verbosity", "DEBUG");
    }

    private static Map<Object, Object> chosen(Map<String, String> given) {
        var system = new Properties();
        system.putAll(given);
        QuickLogback.choose(system);
        return system;
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
