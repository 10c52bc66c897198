package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One way to misbehave towards a request, down to the bytes.
 *
 * @param name as it stands in {@code /bad/NAME}
 * @param says what a reader of {@code GET /bad} is told
 * @param act what is done with the connection, once for each request
 */
public record Manner(String name, String says, Consumer<Wire> act) {
    public Manner {
        Objects.requireNonNull(name);
        Objects.requireNonNull(says);
        Objects.requireNonNull(act);
    }

    /** These bytes, and the connection stays for another request. */
    static Manner answering(String name, String says, String bytes) {
        return new Manner(name, says, wire -> wire.answer(bytes));
    }

    /** These bytes, and then nothing, ever. */
    static Manner stalling(String name, String says, String bytes) {
        return new Manner(name, says, wire -> wire.say(bytes));
    }

    /** These bytes, then a close in good order. */
    static Manner closing(String name, String says, String bytes) {
        return new Manner(name, says, wire -> {
            wire.say(bytes);
            wire.close();
        });
    }

    /** These bytes, then a reset. */
    static Manner resetting(String name, String says, String bytes) {
        return new Manner(name, says, wire -> {
            wire.say(bytes);
            wire.reset();
        });
    }

    /** These bytes, then a bit more each time, for ever. */
    static Manner dripping(String name, String says, String bytes, String drip) {
        return new Manner(name, says, wire -> {
            wire.say(bytes);
            wire.drip(drip);
        });
    }

    /** These bytes, then the same again and again, as fast as they are taken. */
    static Manner flooding(String name, String says, String bytes, String again) {
        return new Manner(name, says, wire -> {
            wire.say(bytes);
            wire.flood(again);
        });
    }

    /** A body in chunks under this head, as fast as it is taken; without an end if the pieces have none. */
    static Manner chunking(String name, String says, String head, Supplier<Supplier<Optional<Buffer>>> pieces) {
        return new Manner(name, says, wire -> {
            String begin = head + Raw.CHUNKED;
            if (wire.asked().head()) {
                wire.answer(begin);
                return;
            }
            wire.say(begin);
            wire.pour(new Chunks(pieces.get()));
        });
    }

    /** Does it. A request for what a redirect of ours leads to is answered well. */
    public void meet(Wire wire) {
        if (wire.asked().path().endsWith(BadRedirects.THERE)) {
            wire.answer(wire.asked().hasCookie() ? Raw.ok("arrived with a cookie\n") : Raw.ok("arrived\n"));
            return;
        }
        act.accept(wire);
    }
}
