package dev.gather.encode;

/**
 * Indents JSON for people while it passes, in parts as it comes: two spaces a level, no digit or escape touched. Only
 * where white space stands is changed, so the text must be valid JSON.
 */
final class Indenting {
    /** Deeper levels stay on one line, or a body of nothing but brackets would grow with its square. */
    private static final int MOST_LEVELS = 32;

    private int level;
    private boolean inString;
    private boolean escaped;

    /** A bracket has been opened, and nothing is in it yet. */
    private boolean opened;

    /** Appends {@code json[0..length)}, the next part of the text, to {@code out}. */
    void append(byte[] json, int length, JsonBytes out) {
        for (int at = 0; at < length; at++) {
            if (inString) {
                inString(json[at]);
                out.octet(json[at]);
            } else if (json[at] > ' ') {
                outside(json[at], out);
            }
        }
    }

    private void inString(byte octet) {
        inString = escaped || octet != '"';
        escaped = !escaped && octet == '\\';
    }

    private void outside(byte octet, JsonBytes out) {
        boolean closes = octet == '}' || octet == ']';
        level -= closes ? 1 : 0;
        if (opened != closes && level + (closes ? 1 : 0) <= MOST_LEVELS) {
            newLine(out);
        }
        opened = octet == '{' || octet == '[';
        level += opened ? 1 : 0;
        inString = octet == '"';
        out.octet(octet);
        if (octet == ',' && level <= MOST_LEVELS) {
            newLine(out);
        } else if (octet == ':') {
            out.octet(' ');
        }
    }

    private void newLine(JsonBytes out) {
        out.octet('\n');
        for (int i = 0; i < level; i++) {
            out.ascii("  ");
        }
    }
}
