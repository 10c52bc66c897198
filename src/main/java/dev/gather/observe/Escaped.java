package dev.gather.observe;

/** Text that may come from anywhere, made fit for a line of text. */
final class Escaped {
    private Escaped() {}

    /** Appends text; what could end the line, move the cursor or turn the writing direction becomes {@code \}{@code uXXXX}. */
    static void appendTo(StringBuilder line, CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
    }

    /** Appends a value of a key, in quotes where it holds more than one word. */
    static void appendValueTo(StringBuilder line, String value) {
        if (isWord(value)) {
            appendTo(line, value);
            return;
        }
        line.append('"');
        appendTo(line, value.replace("\\", "\\\\").replace("\"", "\\\""));
        line.append('"');
    }

    private static boolean isWord(String value) {
        return !value.isEmpty() && value.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=' || c == '\\');
    }

    private static boolean isUnsafe(char c) {
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> !Character.isSurrogate(c);
            default -> false;
        };
    }
}
