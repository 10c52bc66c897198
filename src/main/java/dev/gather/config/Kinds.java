package dev.gather.config;

import dev.gather.api.ApiKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of settings. */
final class Kinds {
    /** Stands for a default that is found when the service starts. */
    static final String AUTO = "auto";

    /** The label of settings that are true or false. */
    static final String TRUTH = "true|false";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?(B|KiB|MiB|GiB|TiB)?");
    private static final Pattern HEADER_TEXT = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,510}[\\x21-\\x7e])?");

    private Kinds() {}

    /** A whole number within bounds. */
    static Kind<Integer> whole(int least, int most) {
        String expected = "expected " + least + ".." + most;
        return Kind.of("number", expected, text -> wholeOf(text, least, most, expected), number -> number);
    }

    /** The whole number that a text says, within bounds. */
    static int wholeOf(String text, int least, int most, String expected) {
        check(text.matches("[0-9]{1,10}"), expected);
        long number = Long.parseLong(text);
        check(number >= least && number <= most, expected);
        return (int) number;
    }

    /** Bytes within bounds: plain, or with a binary unit. */
    static Kind<Long> size(String least, String most) {
        long first = bytes(least);
        long last = bytes(most);
        String expected = "expected " + least + ".." + most + ", in bytes or as 16MiB";
        return Kind.of("size", expected, text -> sizeOf(text, first, last, expected), Kinds::shownSize);
    }

    private static long sizeOf(String text, long least, long most, String expected) {
        check(SIZE.matcher(text).matches(), expected);
        long bytes;
        try {
            bytes = bytes(text);
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException(expected, overflow);
        }
        check(bytes >= least && bytes <= most, expected);
        return bytes;
    }

    private static long bytes(String text) {
        Matcher size = SIZE.matcher(text);
        check(size.matches(), "expected bytes");
        int shift = size.group(2) == null
                ? 0
                : 10 * List.of("B", "KiB", "MiB", "GiB", "TiB").indexOf(size.group(2));
        return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << shift);
    }

    private static Object shownSize(long bytes) {
        for (Map.Entry<String, Integer> unit :
                List.of(Map.entry("GiB", 30), Map.entry("MiB", 20), Map.entry("KiB", 10))) {
            long one = 1L << unit.getValue();
            if (bytes >= one && bytes % one == 0) {
                return bytes / one + unit.getKey();
            }
        }
        return bytes;
    }

    /** {@code true} or {@code false}. */
    static Kind<Boolean> truth() {
        return choice("true", "false").map(TRUTH, Boolean::valueOf, value -> value);
    }

    /** One of some words. */
    static Words choice(String... words) {
        return new Words(List.of(words));
    }

    /** A closed set of words. */
    record Words(List<String> words) {
        /** The type that gives each word its value. */
        <T> Kind<T> map(String label, Function<String, T> meaning, Function<T, Object> showing) {
            return Kind.of(label, expected(), text -> meaning.apply(checked(text)), showing);
        }

        /** The type whose values are the words themselves. */
        Kind<String> plain() {
            return map(String.join("|", words), word -> word, word -> word);
        }

        private String expected() {
            return "expected " + String.join(" or ", words);
        }

        private String checked(String text) {
            check(words.contains(text), expected());
            return text;
        }
    }

    /** Text that may stand in a header. */
    static Kind<String> headerText() {
        String expected = "expected 1..512 printable ASCII characters";
        return Kind.of(
                "text",
                expected,
                text -> {
                    check(HEADER_TEXT.matcher(text).matches(), expected);
                    return text;
                },
                text -> text);
    }

    /** A file's path. */
    static Kind<Path> file() {
        return Kind.of("file", "expected a file's path", Path::of, Path::toString);
    }

    /** A list of values, in the order written. */
    static <T> Kind<List<T>> list(Kind<T> item) {
        String expected = "expected a list of " + item.label();
        return new Kind<>(
                item.label() + ",…",
                raw -> {
                    var values = new ArrayList<T>();
                    for (Raw each : raw.items(expected)) {
                        values.add(item.read(each));
                    }
                    return List.copyOf(values);
                },
                values -> values.stream().map(item::show).toList());
    }

    /** A list of which the order does not count and that holds at least one value. */
    static <T> Kind<Set<T>> set(Kind<T> item) {
        Kind<List<T>> list = list(item);
        return new Kind<>(
                list.label(),
                raw -> {
                    var values = new LinkedHashSet<>(list.read(raw));
                    if (values.isEmpty()) {
                        throw raw.refused("expected at least one");
                    }
                    return values;
                },
                values -> list.show(List.copyOf(values)));
    }

    /** A map, in the order written. */
    static <K, V> Kind<Map<K, V>> map(Kind<K> key, Kind<V> value) {
        String label = key.label() + "=" + value.label() + ",…";
        String expected = "expected a map such as " + key.label() + "=" + value.label();
        return new Kind<>(
                label,
                raw -> {
                    var values = new LinkedHashMap<K, V>();
                    for (Map.Entry<String, Raw> field : raw.fields(expected).entrySet()) {
                        Raw written = field.getValue();
                        Raw name = new Raw(written.source(), raw.path(), field.getKey(), raw.secret());
                        values.put(key.read(name), value.read(written));
                    }
                    return values;
                },
                values -> {
                    var shown = new LinkedHashMap<String, Object>();
                    values.forEach((k, v) -> shown.put(String.valueOf(key.show(k)), value.show(v)));
                    return shown;
                });
    }

    /** A type that also takes {@code auto}, for a value found at start. */
    static <T> Kind<T> orAuto(Kind<T> kind, Supplier<T> found) {
        return new Kind<>(
                kind.label() + "|" + AUTO,
                raw -> AUTO.equals(raw.value()) ? found.get() : kind.read(raw),
                kind.showing());
    }

    /** Who may call; hashes are never shown. */
    static Kind<List<ApiKey>> keys() {
        return new Kind<>(
                "name:sha256,…",
                KeyLines::readAll,
                keys -> keys.stream().map(Kinds::shownKey).toList());
    }

    private static Object shownKey(ApiKey key) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", key.name());
        shown.put("sha256", "****");
        if (key.callsPerMinute() != null) {
            shown.put("calls_per_minute", key.callsPerMinute());
        }
        return shown;
    }

    /** A type of another room that reads itself from text and shows itself the same way. */
    static <T> Kind<T> parsed(String label, Function<String, T> parsing) {
        return Kind.of(label, "expected " + label, parsing, String::valueOf);
    }

    /** Refuses a text that is not what was expected. */
    static void check(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(expected);
        }
    }
}
