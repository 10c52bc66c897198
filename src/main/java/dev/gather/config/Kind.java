package dev.gather.config;

import java.util.function.Function;

/**
 * A type of setting: how it is read and how it is shown.
 *
 * @param label its form in {@code --help}, for example {@code ip:port}
 * @param reading from what was written
 * @param showing to what YAML can hold: text, number, truth value, list, map
 */
record Kind<T>(String label, Reading<T> reading, Function<T, Object> showing) {
    /** Makes a value of what was written, or says what was expected. */
    interface Reading<T> {
        T read(Raw raw) throws SettingsException;
    }

    /**
     * A type whose values are one text.
     *
     * @param parsing throws an {@link IllegalArgumentException} that says what was expected
     */
    static <T> Kind<T> of(String label, String expected, Function<String, T> parsing, Function<T, Object> showing) {
        return new Kind<>(label, raw -> parse(raw, raw.text(expected), parsing), showing);
    }

    private static <T> T parse(Raw raw, String text, Function<String, T> parsing) throws SettingsException {
        try {
            return parsing.apply(text);
        } catch (IllegalArgumentException refused) {
            throw raw.refused(reason(text, String.valueOf(refused.getMessage())));
        }
    }

    /** Other rooms say {@code value (expected …)}; the value is told already, and may be one that is hidden. */
    private static String reason(String text, String message) {
        boolean told = message.startsWith(text + " (") && message.endsWith(")");
        return told ? message.substring(text.length() + 2, message.length() - 1) : message;
    }

    T read(Raw raw) throws SettingsException {
        return reading.read(raw);
    }

    Object show(T value) {
        return showing.apply(value);
    }
}
