package dev.gather.origin;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every bad manner there is, by name, in one table. */
public final class Manners {
    private static final Map<String, Manner> TABLE = table();

    private Manners() {}

    /** All of them, like beside like. */
    public static Collection<Manner> all() {
        return TABLE.values();
    }

    /** The manner with this name. */
    public static Manner named(String name) {
        Manner manner = find(name);
        if (manner == null) {
            throw new IllegalArgumentException("manner: " + name + " (expected one of GET /bad)");
        }
        return manner;
    }

    static @Nullable Manner find(String name) {
        return TABLE.get(name);
    }

    private static Map<String, Manner> table() {
        Map<String, Manner> table = new LinkedHashMap<>();
        Stream.of(
                        BadTimes.all(),
                        BadEnds.all(),
                        BadLengths.all(),
                        BadChunks.all(),
                        BadStatuses.all(),
                        BadHeads.all(),
                        BadBodiless.all(),
                        BadCodings.all(),
                        BadRedirects.all(),
                        BadFields.all(),
                        BadCharsets.all())
                .flatMap(List::stream)
                .forEach(manner -> add(table, manner));
        return Collections.unmodifiableMap(table);
    }

    private static void add(Map<String, Manner> table, Manner manner) {
        if (table.put(manner.name(), manner) != null) {
            throw new IllegalStateException("manner: " + manner.name() + " (expected once)");
        }
    }
}
