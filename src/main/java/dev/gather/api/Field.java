package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** How one field of a request is read into a draft, from JSON or from a query parameter. */
abstract class Field<D> {
    private final String expected;

    /** @param expected the sentence about any other value, for example {@code Integer 1..6 expected.} */
    private Field(String expected) {
        this.expected = expected;
    }

    void scalar(D draft, JsonToken token, String text) throws Fault {
        throw unexpected();
    }

    Frame open(Frame parent, D draft, boolean array) throws Fault {
        throw unexpected();
    }

    /** Reads the text of a query parameter. */
    void parameter(D draft, String text) throws Fault {
        scalar(draft, JsonToken.VALUE_STRING, text);
    }

    final Fault unexpected() {
        return Fault.ofCall(expected);
    }

    /** Where a value goes. */
    interface Setter<D, V> {
        void set(D draft, V value) throws Fault;
    }

    static <D> Field<D> integer(long least, long most, Setter<D, Long> setter) {
        return new IntegerField<>(least, draft -> most, setter);
    }

    /** An integer from 1 to a limit that the draft knows. */
    static <D> Field<D> integerUpTo(ToLongFunction<D> most, Setter<D, Long> setter) {
        return new IntegerField<>(1, most, setter);
    }

    static <D> Field<D> truth(Setter<D, Boolean> setter) {
        return new TruthField<>(setter);
    }

    static <D> Field<D> text(Setter<D, String> setter) {
        return new TextField<>("String expected.", setter);
    }

    /** One of some words, each with its meaning. */
    static <D, V> Field<D> choice(Map<String, V> meanings, Setter<D, V> setter) {
        String expected = "Expected one of " + String.join(", ", meanings.keySet()) + ".";
        return new TextField<>(expected, (draft, word) -> {
            V meaning = meanings.get(word);
            if (meaning == null) {
                throw Fault.ofCall(expected);
            }
            setter.set(draft, meaning);
        });
    }

    /** A choice of which this version has only one. */
    static <D> Field<D> only(String available, String... planned) {
        String expected = "Expected " + available + ".";
        return new TextField<>(expected, (draft, word) -> {
            if (Pattern.matches(String.join("|", planned), word)) {
                throw Fault.ofCall(word + " is not available in this version.");
            }
            if (!word.equals(available)) {
                throw Fault.ofCall(expected);
            }
        });
    }

    /** A field that is known and refused, whatever it holds. */
    static <D> Field<D> refused(String why) {
        return new Field<>(why) {};
    }

    /** An object, or an array, that a frame of its own reads. */
    static <D> Field<D> nested(boolean array, String expected, BiFunction<Frame, D, Frame> frame) {
        return new Field<>(expected) {
            @Override
            Frame open(Frame parent, D draft, boolean isArray) throws Fault {
                if (isArray != array) {
                    throw unexpected();
                }
                return frame.apply(parent, draft);
            }
        };
    }

    /** Any JSON value, kept as text. */
    static <D> Field<D> json(Setter<D, byte[]> setter) {
        return new Field<>("") {
            @Override
            void scalar(D draft, JsonToken token, String text) throws Fault {
                setter.set(draft, JsonCapture.scalarText(token, text));
            }

            @Override
            Frame open(Frame parent, D draft, boolean array) {
                return new JsonCapture(parent, array, text -> setter.set(draft, text));
            }
        };
    }

    /** The same field of a draft that is part of another one. */
    static <D, P> Field<D> within(Field<P> field, Function<D, P> part) {
        return new Field<>(field.expected) {
            @Override
            void scalar(D draft, JsonToken token, String text) throws Fault {
                field.scalar(part.apply(draft), token, text);
            }

            @Override
            Frame open(Frame parent, D draft, boolean array) throws Fault {
                return field.open(parent, part.apply(draft), array);
            }

            @Override
            void parameter(D draft, String text) throws Fault {
                field.parameter(part.apply(draft), text);
            }
        };
    }

    private static final class IntegerField<D> extends Field<D> {
        /** More digits than any limit has; what is longer need not be parsed to be out of range. */
        private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

        private final long least;
        private final ToLongFunction<D> most;
        private final Setter<D, Long> setter;

        IntegerField(long least, ToLongFunction<D> most, Setter<D, Long> setter) {
            super("Integer expected.");
            this.least = least;
            this.most = most;
            this.setter = setter;
        }

        @Override
        void scalar(D draft, JsonToken token, String text) throws Fault {
            if (token != JsonToken.VALUE_NUMBER_INT || !INTEGER.matcher(text).matches()) {
                throw unexpected(draft);
            }
            long value = Long.parseLong(text);
            if (value < least || value > most.applyAsLong(draft)) {
                throw unexpected(draft);
            }
            setter.set(draft, value);
        }

        @Override
        Frame open(Frame parent, D draft, boolean array) throws Fault {
            throw unexpected(draft);
        }

        private Fault unexpected(D draft) {
            return Fault.ofCall("Integer " + least + ".." + most.applyAsLong(draft) + " expected.");
        }

        @Override
        void parameter(D draft, String text) throws Fault {
            scalar(draft, JsonToken.VALUE_NUMBER_INT, text);
        }
    }

    private static final class TruthField<D> extends Field<D> {
        private final Setter<D, Boolean> setter;

        TruthField(Setter<D, Boolean> setter) {
            super("Expected true or false.");
            this.setter = setter;
        }

        @Override
        void scalar(D draft, JsonToken token, String text) throws Fault {
            if (!token.isBoolean()) {
                throw unexpected();
            }
            setter.set(draft, token == JsonToken.VALUE_TRUE);
        }

        @Override
        void parameter(D draft, String text) throws Fault {
            switch (text) {
                case "true" -> setter.set(draft, true);
                case "false" -> setter.set(draft, false);
                default -> throw unexpected();
            }
        }
    }

    private static final class TextField<D> extends Field<D> {
        private final Setter<D, String> setter;

        TextField(String expected, Setter<D, String> setter) {
            super(expected);
            this.setter = setter;
        }

        @Override
        void scalar(D draft, JsonToken token, String text) throws Fault {
            if (token != JsonToken.VALUE_STRING) {
                throw unexpected();
            }
            setter.set(draft, text);
        }
    }
}
