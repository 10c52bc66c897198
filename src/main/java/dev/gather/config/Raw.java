package dev.gather.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as it was written.
 *
 * @param source where: a file with its line, a variable, or an option
 * @param path which value: the setting's key, inside a list or map also the place there
 * @param value {@code String}, {@code List<Raw>} or {@code Map<String, Raw>}; nothing at all is an empty text
 * @param secret whether messages hide it
 */
record Raw(String source, String path, Object value, boolean secret) {
    private static final String LIST_GAP = "[,\\s]+";
    private static final int SHOWN_CHARS = 100;

    /** A text that was written for a setting. */
    static Raw text(String source, String key, String text) {
        return new Raw(source, key, text.strip(), false);
    }

    /** Whether nothing was written. */
    boolean empty() {
        return value instanceof String text && text.isEmpty();
    }

    /** The text; a list or map is refused. */
    String text(String expected) throws SettingsException {
        if (value instanceof String text) {
            return text;
        }
        throw refused(expected);
    }

    /** The items of a list, or the parts of a text between commas and blanks. */
    List<Raw> items(String expected) throws SettingsException {
        if (value instanceof List<?> list) {
            return list.stream().map(Raw.class::cast).toList();
        }
        var parts = new ArrayList<Raw>();
        for (String part : text(expected).split(LIST_GAP, -1)) {
            if (!part.isEmpty()) {
                parts.add(new Raw(source, path, part, secret));
            }
        }
        return parts;
    }

    /** The entries of a map, or those of a text such as {@code a=1,b=2}, in the order written. */
    Map<String, Raw> fields(String expected) throws SettingsException {
        var fields = new LinkedHashMap<String, Raw>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, raw) -> fields.put((String) name, (Raw) raw));
            return fields;
        }
        for (Raw item : items(expected)) {
            String entry = item.text(expected);
            int sign = entry.indexOf('=');
            if (sign < 1) {
                throw item.refused(expected);
            }
            String name = entry.substring(0, sign);
            var field = new Raw(source, path + "." + name, entry.substring(sign + 1), secret);
            if (fields.put(name, field) != null) {
                throw field.refused("expected once, it is there twice");
            }
        }
        return fields;
    }

    /** A list as the text that says the same. */
    Raw joined() throws SettingsException {
        if (!(value instanceof List)) {
            return this;
        }
        var texts = new ArrayList<String>();
        for (Raw item : items("expected a list")) {
            texts.add(item.text("expected a list of texts"));
        }
        return new Raw(source, path, String.join(",", texts), secret);
    }

    /** This value, hidden in messages. */
    Raw hidden() {
        return new Raw(source, path, value, true);
    }

    /** What stops the start because of this value; {@code why} tells what was expected. */
    SettingsException refused(String why) {
        return new SettingsException(source + ": " + path + ": " + shown() + " (" + why + ")");
    }

    private String shown() {
        if (secret) {
            return "****";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        if (value instanceof Map<?, ?>) {
            return "a map";
        }
        return empty() ? "nothing" : oneLine(value.toString());
    }

    /** The text without line breaks and other control characters, cut where it gets long. */
    static String oneLine(String text) {
        String cut = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
