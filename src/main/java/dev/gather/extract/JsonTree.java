package dev.gather.extract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The values of a JSON text that was validated, each by its place in it. A value is a number: 0 is the root, and one
 * inside another is larger.
 */
final class JsonTree {
    static final int MOST_VALUES = 1_000_000;

    /** No value. */
    static final int NONE = -1;

    private static final JsonFactory FACTORY = new JsonFactory();

    private final byte[] json;
    private final Effort effort;
    private int at;
    private int count;
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] names = new int[64];
    private int[] firsts = new int[64];
    private int[] nexts = new int[64];

    private JsonTree(byte[] json, Effort effort) {
        this.json = json;
        this.effort = effort;
    }

    /** @param json one valid JSON text, of bounded depth, in its first {@code length} bytes */
    static JsonTree of(byte[] json, int length, Effort effort) {
        JsonTree tree = new JsonTree(json, effort);
        int unused = tree.value(NONE);
        return tree;
    }

    byte[] json() {
        return json;
    }

    int start(int value) {
        return starts[value];
    }

    int end(int value) {
        return ends[value];
    }

    boolean isArray(int value) {
        return json[starts[value]] == '[';
    }

    boolean isObject(int value) {
        return json[starts[value]] == '{';
    }

    /** The first value in an array or object; {@link #NONE} for nothing in it, and for scalars. */
    int first(int value) {
        return firsts[value];
    }

    /** The value beside this one; {@link #NONE} for the last. */
    int next(int value) {
        return nexts[value];
    }

    /** Whether this value of an object has this name. */
    boolean isNamed(int value, String name, byte[] utf8) {
        int from = names[value] + 1;
        int to = from;
        while (json[to] != '"' && json[to] != '\\') {
            to++;
        }
        return json[to] == '\\'
                ? name.equals(unescaped(names[value]))
                : Arrays.equals(json, from, to, utf8, 0, utf8.length);
    }

    private String unescaped(int start) {
        try (JsonParser parser = FACTORY.createParser(json, start, ends[0] - start)) {
            return String.valueOf(parser.nextTextValue());
        } catch (IOException impossible) { // it was validated, and is in memory
            throw new UncheckedIOException(impossible);
        }
    }

    private int value(int name) {
        effort.step();
        skipSpace();
        int value = add(name);
        switch (json[at]) {
            case '{', '[' -> inside(value);
            case '"' -> skipString();
            default -> skipScalar();
        }
        ends[value] = at;
        return value;
    }

    private int add(int name) {
        if (count == MOST_VALUES) {
            throw new Stuck("The JSON has more than " + MOST_VALUES + " values.");
        }
        if (count == starts.length) {
            grow();
        }
        starts[count] = at;
        names[count] = name;
        firsts[count] = NONE;
        nexts[count] = NONE;
        return count++;
    }

    private void grow() {
        int size = Math.min(MOST_VALUES, 2 * count);
        starts = Arrays.copyOf(starts, size);
        ends = Arrays.copyOf(ends, size);
        names = Arrays.copyOf(names, size);
        firsts = Arrays.copyOf(firsts, size);
        nexts = Arrays.copyOf(nexts, size);
    }

    private void inside(int value) {
        boolean object = json[at] == '{';
        int last = NONE;
        while (more()) {
            int name = object ? name() : NONE;
            int next = value(name);
            if (last == NONE) {
                firsts[value] = next;
            } else {
                nexts[last] = next;
            }
            last = next;
        }
    }

    /** Passes the bracket or comma before a value, or the bracket after the last; says which. */
    private boolean more() {
        skipSpace();
        byte octet = json[at];
        at++;
        if (octet == ']' || octet == '}') {
            return false;
        }
        skipSpace();
        boolean empty = octet != ',' && (json[at] == ']' || json[at] == '}');
        at += empty ? 1 : 0;
        return !empty;
    }

    private int name() {
        int name = at;
        skipString();
        skipSpace();
        at++; // the colon
        return name;
    }

    private void skipSpace() {
        while (at < json.length && json[at] >= 0 && json[at] <= ' ') {
            at++;
        }
    }

    private void skipString() {
        at++;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipScalar() {
        while (at < json.length && json[at] > ' ' && json[at] != ',' && json[at] != ']' && json[at] != '}') {
            at++;
        }
    }

    /** The bytes of a name, to compare with. */
    static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
