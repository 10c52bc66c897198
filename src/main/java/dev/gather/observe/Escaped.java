package dev.gather.observe;

import java.util.HexFormat;

/** Text that may come from anywhere, made fit for a line of text. */
final class Escaped {
    private static final HexFormat HEX = HexFormat.of();
    private static final char DELETE = 0x7f;

    private Escaped() {}

    /**
     * Appends text; what could end the line, move the cursor or turn the writing direction becomes
     * {@code \}{@code uXXXX}.
     */
    static void appendTo(StringBuilder line, String text) {
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                line.append(text, from, i).append("\\u").append(HEX.toHexDigits(c));
                from = i + 1;
            }
        }
        line.append(from == 0 ? text : text.substring(from));
    }

    /** Appends a value of a key, in quotes where it holds more than one word. */
    static void appendValueTo(StringBuilder line, String value) {
        if (isPlainWord(value)) {
            line.append(value); // nearly every value: looked through once
            return;
        }
        if (isWord(value)) {
            appendTo(line, value);
            return;
        }
        line.append('"');
        appendTo(line, value.replace("\\", "\\\\").replace("\"", "\\\""));
        line.append('"');
    }

    private static boolean isPlainWord(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= DELETE || endsWord(c)) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static boolean isWord(String value) {
        return !value.isEmpty() && value.chars().noneMatch(c -> c == ' ' || endsWord(c));
    }

    private static boolean endsWord(int c) {
        return c == '"' || c == '=' || c == '\\';
    }

    private static boolean isUnsafe(char c) {
        if (c >= ' ' && c < DELETE) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
