package dev.gather.content;

/**
 * Whether bytes are exactly one JSON text (RFC 8259) in valid UTF-8, so that they can be spliced into a document as
 * they are. Stricter than the grammar where a caller's parser may be: at most 512 levels deep, and no escaped surrogate
 * without its partner, which many parsers refuse (section 8.2). One pass, no recursion, nothing allocated per value.
 */
final class JsonText {
    static final int MOST_DEPTH = 512;

    private final byte[] bytes;
    private final int to;
    private int at;

    /** One bit for each open bracket: set for an object. */
    private final long[] objects = new long[MOST_DEPTH / Long.SIZE];

    private int depth;

    private JsonText(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    /** Whether the bytes {@code from..to} are one JSON text and nothing else. */
    static boolean isValid(byte[] bytes, int from, int to) {
        return new JsonText(bytes, from, to).whole();
    }

    private boolean whole() {
        return values() && peek() < 0;
    }

    /** Reads values until the outermost one is complete. */
    private boolean values() {
        do {
            if (!value()) {
                return false;
            }
        } while (depth > 0);
        return true;
    }

    /** Reads up to the end of the next scalar, and past all brackets that end after it. */
    private boolean value() {
        return switch (peek()) {
            case '{' -> open(true) && (peek() == '}' ? close() : name());
            case '[' -> open(false) && (peek() != ']' || close());
            case '"' -> string() && after();
            case 't' -> literal("true") && after();
            case 'f' -> literal("false") && after();
            case 'n' -> literal("null") && after();
            default -> number() && after();
        };
    }

    /** The next byte that is not white space, not consumed; -1 at the end. */
    private int peek() {
        int i = at;
        while (i < to) {
            int octet = bytes[i];
            if (octet > ' ' || (octet != ' ' && octet != '\n' && octet != '\r' && octet != '\t')) {
                at = i;
                return octet & 0xff;
            }
            i++;
        }
        at = i;
        return -1;
    }

    private boolean open(boolean object) {
        if (depth == MOST_DEPTH) {
            return false;
        }
        long bit = 1L << depth;
        int word = depth / Long.SIZE;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        at++;
        return true;
    }

    private boolean close() {
        at++;
        depth--;
        return after();
    }

    private boolean inObject() {
        return (objects[(depth - 1) / Long.SIZE] & 1L << (depth - 1)) != 0;
    }

    /** After a value: a comma and what may follow it, or the brackets that end here. */
    private boolean after() {
        while (depth > 0) {
            int octet = peek();
            if (octet == ',') {
                at++;
                return !inObject() || name();
            }
            if (octet != (inObject() ? '}' : ']')) {
                return false;
            }
            at++;
            depth--;
        }
        return true;
    }

    private boolean name() {
        if (peek() != '"' || !string() || peek() != ':') {
            return false;
        }
        at++;
        return true;
    }

    private boolean literal(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at >= to || bytes[at] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        if (at < to && bytes[at] == '-') {
            at++;
        }
        boolean zero = at < to && bytes[at] == '0';
        int digits = digits();
        return digits > 0 && (!zero || digits == 1) && fraction() && exponent();
    }

    private boolean fraction() {
        if (at >= to || bytes[at] != '.') {
            return true;
        }
        at++;
        return digits() > 0;
    }

    private boolean exponent() {
        if (at >= to || (bytes[at] | 0x20) != 'e') {
            return true;
        }
        at++;
        if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
            at++;
        }
        return digits() > 0;
    }

    private int digits() {
        int start = at;
        int i = start;
        while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        at = i;
        return i - start;
    }

    private boolean string() {
        at++;
        while (true) {
            at = plainUntil(at);
            if (at == to) {
                return false;
            }
            int octet = bytes[at];
            if (octet == '"') {
                at++;
                return true;
            }
            boolean valid = octet == '\\' ? escape() : octet < 0 && multiByte();
            if (!valid) {
                return false;
            }
        }
    }

    /** The next byte that is not an ASCII character as it is. Without a field, which would be written for each byte. */
    private int plainUntil(int from) {
        int i = from;
        while (i < to) {
            byte octet = bytes[i];
            if (octet < 0x20 || octet == '"' || octet == '\\') {
                return i;
            }
            i++;
        }
        return to;
    }

    private boolean multiByte() {
        int length = Utf8.sequence(bytes, at, to);
        at += length;
        return length > 0;
    }

    private boolean escape() {
        if (at + 1 >= to) {
            return false;
        }
        switch (bytes[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                at += 2;
                return true;
            }
            case 'u' -> {
                return escapedUnit();
            }
            default -> {
                return false;
            }
        }
    }

    /** {@code \\uXXXX}, and if it is the first half of a surrogate pair, the second half too. */
    private boolean escapedUnit() {
        int unit = unit();
        if (unit < 0 || Character.isLowSurrogate((char) unit)) {
            return false;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            return true;
        }
        if (at >= to || bytes[at] != '\\') {
            return false;
        }
        int second = unit();
        return second >= 0 && Character.isLowSurrogate((char) second);
    }

    /** Reads {@code \\uXXXX}, whose backslash has been seen; -1 if it is something else. */
    private int unit() {
        if (to - at < 6 || bytes[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = bytes[i] < 0 ? -1 : Character.digit((char) bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        at += 6;
        return unit;
    }
}
