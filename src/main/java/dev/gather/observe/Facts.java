package dev.gather.observe;

import java.util.List;
import org.slf4j.event.KeyValuePair;

/** What a line of the log tells besides its message. */
interface Facts {
    /** Names and values in the order of the line; asked for on the log's thread. */
    List<KeyValuePair> pairs();
}
