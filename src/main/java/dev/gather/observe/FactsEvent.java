package dev.gather.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** An event like any other, but for its key-value pairs: they are made when it is encoded, not when it is logged. */
final class FactsEvent extends LoggingEvent {
    private final Facts facts;

    FactsEvent(Logger logger, String message, Facts facts) {
        super(FactsEvent.class.getName(), logger, Level.INFO, message, null, null);
        this.facts = facts;
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
        return facts.pairs();
    }
}
