package dev.gather.extract;

import dev.gather.extract.JsonPath.Segment;
import dev.gather.extract.JsonSelector.Index;
import dev.gather.extract.JsonSelector.Member;
import dev.gather.extract.JsonSelector.Slice;
import dev.gather.extract.JsonSelector.Token;
import dev.gather.extract.JsonSelector.Wild;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a JSON Pointer (RFC 6901) or, if it begins with a dollar sign, JSONPath without filters (RFC 9535). */
final class JsonPathParser {
    private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final String text;
    private int at;

    private JsonPathParser(String text) {
        this.text = text;
    }

    static List<Segment> parse(String expression) throws BadRule {
        if (expression.isEmpty() || expression.charAt(0) == '/') {
            return pointer(expression);
        }
        if (expression.charAt(0) != '$') {
            throw new BadRule("A JSON Pointer, which begins with /, or JSONPath, which begins with $, expected.");
        }
        return new JsonPathParser(expression).path();
    }

    private static List<Segment> pointer(String expression) throws BadRule {
        List<Segment> segments = new ArrayList<>();
        String[] tokens = expression.split("/", -1);
        for (int i = 1; i < tokens.length; i++) {
            segments.add(new Segment(false, List.of(token(tokens[i]))));
        }
        return segments;
    }

    private static Token token(String escaped) throws BadRule {
        if (BAD_ESCAPE.matcher(escaped).find()) {
            throw new BadRule("In a JSON Pointer ~ is written ~0, and / in a name ~1.");
        }
        String name = escaped.replace("~1", "/").replace("~0", "~");
        boolean digits = INDEX.matcher(name).matches();
        return new Token(new Member(name), digits ? new Index(Long.parseLong(name)) : null);
    }

    private List<Segment> path() throws BadRule {
        List<Segment> segments = new ArrayList<>();
        at++;
        skipSpace();
        while (at < text.length()) {
            segments.add(segment());
            skipSpace();
        }
        return segments;
    }

    private Segment segment() throws BadRule {
        if (skip('[')) {
            return new Segment(false, bracketed());
        }
        expect('.');
        boolean deep = skip('.');
        if (deep && skip('[')) {
            return new Segment(true, bracketed());
        }
        return new Segment(deep, List.of(skip('*') ? new Wild() : new Member(shorthand())));
    }

    /** A name without quotes: letters, digits, low line and all beyond ASCII, not a digit first. */
    private String shorthand() throws BadRule {
        int start = at;
        while (at < text.length() && isNameChar(text.charAt(at), at == start)) {
            at++;
        }
        if (at == start) {
            throw unexpected();
        }
        return text.substring(start, at);
    }

    private static boolean isNameChar(char c, boolean first) {
        boolean letter = c == '_' || c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        return letter || (!first && c >= '0' && c <= '9');
    }

    private List<JsonSelector> bracketed() throws BadRule {
        List<JsonSelector> selectors = new ArrayList<>();
        do {
            skipSpace();
            selectors.add(selector());
            skipSpace();
        } while (skip(','));
        expect(']');
        return selectors;
    }

    private JsonSelector selector() throws BadRule {
        char c = peek();
        if (c == '?') {
            throw new BadRule("Filters, [?…], are not supported.");
        }
        if (c == '\'' || c == '"') {
            return new Member(quoted(c));
        }
        return skip('*') ? new Wild() : indexOrSlice();
    }

    private JsonSelector indexOrSlice() throws BadRule {
        Long from = integer();
        skipSpace();
        if (!skip(':')) {
            if (from == null) {
                throw unexpected();
            }
            return new Index(from);
        }
        skipSpace();
        Long to = integer();
        skipSpace();
        Long step = null;
        if (skip(':')) {
            skipSpace();
            step = integer();
        }
        return new Slice(from, to, step == null ? 1 : step);
    }

    private @Nullable Long integer() throws BadRule {
        int start = at;
        boolean unused = skip('-');
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            return null;
        }
        String digits = text.substring(start, at);
        if (!digits.matches("0|-?[1-9][0-9]{0,15}")) {
            throw new BadRule("No integer of JSONPath: " + digits + ".");
        }
        return Long.valueOf(digits);
    }

    private String quoted(char quote) throws BadRule {
        StringBuilder name = new StringBuilder();
        at++;
        while (peek() != quote) {
            if (at >= text.length()) {
                throw unexpected();
            }
            char c = text.charAt(at++);
            name.append(c == '\\' ? escaped(quote) : c);
        }
        at++;
        return name.toString();
    }

    private char escaped(char quote) throws BadRule {
        char c = peek();
        int known = "bfnrt/\\".indexOf(c);
        at++;
        if (known >= 0) {
            return "\b\f\n\r\t/\\".charAt(known);
        }
        if (c == quote) {
            return quote;
        }
        if (c != 'u' || !text.substring(at, Math.min(at + 4, text.length())).matches("[0-9a-fA-F]{4}")) {
            at--;
            throw unexpected();
        }
        at += 4;
        return (char) Integer.parseInt(text, at - 4, at, 16);
    }

    private void expect(char wanted) throws BadRule {
        if (!skip(wanted)) {
            throw unexpected();
        }
    }

    private boolean skip(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    /** The next character; 0 at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private BadRule unexpected() {
        String what = at < text.length() ? "Unexpected " + text.charAt(at) : "Unexpected end";
        return new BadRule(what + " at character " + (at + 1) + ".");
    }
}
