package dev.gather.content;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The charset that a document names in its own first 1 024 bytes: in an HTML {@code meta} element ("prescan a byte
 * stream to determine its encoding" of the HTML Standard, section 13.2.3.2) or an XML declaration (XML 1.0, section
 * 2.8).
 */
final class Prescan {
    private static final int MOST_BYTES = 1_024;

    private final String text;
    private int at;

    private Prescan(byte[] bytes, int from, int to) {
        this.text = new String(bytes, from, Math.min(MOST_BYTES, to - from), StandardCharsets.ISO_8859_1);
    }

    /** What the document says of itself; null if it says nothing that is known. */
    static @Nullable Label of(MediaType type, byte[] bytes, int from, int to) {
        Label label = null;
        if (type.isXml() || type.mayHaveMeta()) {
            label = type.isXml() ? new Prescan(bytes, from, to).declaration() : null;
            if (label == null && type.mayHaveMeta()) {
                label = new Prescan(bytes, from, to).meta();
            }
            if (label == null && !type.isXml()) {
                label = new Prescan(bytes, from, to).declaration();
            }
        }
        return label == null ? null : label.asciiCompatible();
    }

    /** {@code encoding} of {@code <?xml version="1.0" encoding="…"?>} at the very start. */
    private @Nullable Label declaration() {
        int end = text.indexOf("?>");
        if (!text.startsWith("<?xml") || end < 0) {
            return null;
        }
        String inside = text.substring("<?xml".length(), end);
        int name = inside.indexOf("encoding");
        return name < 0 ? null : Label.of(afterEquals(inside, name + "encoding".length()));
    }

    /** The value after {@code =}, quoted or up to white space or a semicolon. */
    private static @Nullable String afterEquals(String in, int from) {
        int start = skipSpace(in, from);
        if (start >= in.length() || in.charAt(start) != '=') {
            return null;
        }
        start = skipSpace(in, start + 1);
        if (start >= in.length()) {
            return null;
        }
        char quote = in.charAt(start);
        if (quote == '"' || quote == '\'') {
            int close = in.indexOf(quote, start + 1);
            return close < 0 ? null : in.substring(start + 1, close);
        }
        int end = start;
        while (end < in.length() && !isSpace(in.charAt(end)) && in.charAt(end) != ';') {
            end++;
        }
        return in.substring(start, end);
    }

    private @Nullable Label meta() {
        while (at < text.length()) {
            if (text.startsWith("<!--", at)) {
                // The two dashes that open a comment may also be those that close it.
                skipPast("-->", at + 2);
            } else if (startsMeta()) {
                at += "<meta".length();
                Label label = metaCharset();
                if (label != null) {
                    return label;
                }
            } else if (startsTag()) {
                skipTag();
            } else if (text.startsWith("<!", at) || text.startsWith("</", at) || text.startsWith("<?", at)) {
                skipPast(">", at);
            } else {
                at++;
            }
        }
        return null;
    }

    private boolean startsMeta() {
        int after = at + "<meta".length();
        return text.regionMatches(true, at, "<meta", 0, "<meta".length())
                && after < text.length()
                && (isSpace(text.charAt(after)) || text.charAt(after) == '/');
    }

    private boolean startsTag() {
        if (text.charAt(at) != '<') {
            return false;
        }
        int name = text.startsWith("</", at) ? at + 2 : at + 1;
        return name < text.length() && isLetter(text.charAt(name));
    }

    private void skipTag() {
        while (at < text.length() && !isSpace(text.charAt(at)) && text.charAt(at) != '>') {
            at++;
        }
        while (attribute() != null) {
            // Read only to find where the tag ends: a quoted value may hold a greater-than sign.
        }
    }

    private void skipPast(String mark, int from) {
        int found = text.indexOf(mark, from);
        at = found < 0 ? text.length() : found + mark.length();
    }

    /** The charset of the {@code meta} element whose attributes come next. */
    private @Nullable Label metaCharset() {
        Set<String> seen = new HashSet<>();
        boolean pragma = false;
        boolean needsPragma = false;
        Label label = null;
        for (Attribute attribute = attribute(); attribute != null; attribute = attribute()) {
            if (!seen.add(attribute.name)) {
                continue;
            }
            if (attribute.name.equals("http-equiv")) {
                pragma |= attribute.value.equals("content-type");
            } else if (attribute.name.equals("charset")) {
                label = Label.of(attribute.value);
                needsPragma = false;
            } else if (attribute.name.equals("content") && label == null) {
                label = Label.of(charsetIn(attribute.value));
                needsPragma = label != null;
            }
        }
        return needsPragma && !pragma ? null : label;
    }

    /** {@code charset=…} within the {@code content} of a {@code meta} element. */
    private static @Nullable String charsetIn(String content) {
        for (int at = content.indexOf("charset"); at >= 0; at = content.indexOf("charset", at + 1)) {
            String value = afterEquals(content, at + "charset".length());
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** An attribute of a tag, name and value in lower case. */
    private record Attribute(String name, String value) {}

    /** The next attribute ("get an attribute" of the same section); null at the end of the tag. */
    private @Nullable Attribute attribute() {
        while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == '/')) {
            at++;
        }
        if (at >= text.length()) {
            return null;
        }
        if (text.charAt(at) == '>') {
            at++;
            return null;
        }
        String name = attributeName();
        int equals = skipSpace(text, at);
        if (equals >= text.length() || text.charAt(equals) != '=') {
            return new Attribute(name, "");
        }
        at = skipSpace(text, equals + 1);
        return new Attribute(name, attributeValue());
    }

    private String attributeName() {
        int start = at;
        // An equals sign at the very start belongs to the name.
        at++;
        while (at < text.length() && !isSpace(text.charAt(at)) && "=/>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private String attributeValue() {
        if (at >= text.length()) {
            return "";
        }
        char quote = text.charAt(at);
        int start = at;
        if (quote == '"' || quote == '\'') {
            start++;
            int close = text.indexOf(quote, start);
            at = close < 0 ? text.length() : close + 1;
            return text.substring(start, close < 0 ? at : close).toLowerCase(Locale.ROOT);
        }
        while (at < text.length() && !isSpace(text.charAt(at)) && text.charAt(at) != '>') {
            at++;
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private static int skipSpace(String in, int from) {
        int at = from;
        while (at < in.length() && isSpace(in.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }

    private static boolean isLetter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}
