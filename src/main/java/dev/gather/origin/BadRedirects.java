package dev.gather.origin;

import static dev.gather.origin.Manner.answering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Redirects that lead nowhere, round and round, or where nobody may go. */
final class BadRedirects {
    /** How a path ends that is answered well, whatever the manner. */
    static final String THERE = "/there";

    private static final String FOUND = "HTTP/1.1 302 Found\r\nContent-Type: text/plain\r\n";
    private static final int CHAIN = 300;

    private BadRedirects() {}

    static List<Manner> all() {
        List<Manner> all = new ArrayList<>(List.of(
                leading("redirect-loop", "to itself", Asked::path),
                leading("redirect-chain", "300 hops, then 200", BadRedirects::next),
                leading("redirect-relative", "to a relative path, which is right", asked -> name(asked) + THERE),
                leading(
                        "redirect-dots",
                        "to a path with .. in it, which is right",
                        asked -> "./x/../../bad/" + name(asked) + THERE),
                leading("redirect-above-root", "to a path above the root", asked -> "/../../.." + there(asked)),
                leading(
                        "redirect-without-scheme",
                        "to a URL without scheme, which is right",
                        asked -> "//" + asked.host() + there(asked)),
                leading(
                        "redirect-one-slash",
                        "to a URL with one slash",
                        asked -> "http:/" + asked.host() + there(asked)),
                leading(
                        "redirect-backslashes",
                        "to a URL with backslashes",
                        asked -> "http:\\\\" + asked.host() + there(asked)),
                leading("redirect-empty", "to an empty location", asked -> ""),
                leading("redirect-in-utf8", "to a path in UTF-8", asked -> Raw.utf8(asked.path() + "/привет") + THERE),
                leading("redirect-long", "to a URL of 10 000 characters", asked -> "/" + "l".repeat(10_000)),
                leading(
                        "redirect-with-user",
                        "to a URL with credentials",
                        asked -> "http://user:secret@" + asked.host() + there(asked)),
                leading("redirect-to-file", "to file:", asked -> "file:///etc/passwd"),
                leading("redirect-to-script", "to javascript:", asked -> "javascript:alert(1)"),
                leading("redirect-to-data", "to data:", asked -> "data:text/plain,hello"),
                leading("redirect-to-private", "to a private address", asked -> "http://10.0.0.1/"),
                leading(
                        "redirect-to-metadata",
                        "to where clouds keep their secrets",
                        asked -> "http://[::ffff:169.254.169.254]/"),
                leading("redirect-twice", "to two places", asked -> there(asked) + "\r\nLocation: /elsewhere"),
                leading(
                        "redirect-same-twice",
                        "to one place, said twice",
                        asked -> there(asked) + "\r\nLocation: " + there(asked)),
                leading(
                        "redirect-with-cookie",
                        "leaves a cookie on the way",
                        asked -> there(asked) + "\r\nSet-Cookie: a=b; Path=/")));
        all.add(answering("redirect-nowhere", "302 without a location", Raw.sized(FOUND, "where?\n")));
        all.add(new Manner("redirect-endless", "a redirect with a body without end", BadRedirects::endless));
        all.add(new Manner("redirect-drip", "a redirect with a body that drips for ever", BadRedirects::dripping));
        return all;
    }

    private static Manner leading(String name, String says, Function<Asked, String> location) {
        return new Manner(name, says, wire -> wire.answer(Raw.sized(to(location.apply(wire.asked())), "")));
    }

    private static String to(String location) {
        return FOUND + "Location: " + location + "\r\n";
    }

    private static String next(Asked asked) {
        String[] parts = asked.path().split("/chain-", 2);
        int done = parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
        return done == CHAIN ? parts[0] + THERE : parts[0] + "/chain-" + (done + 1);
    }

    private static String there(Asked asked) {
        return asked.path() + THERE;
    }

    private static String name(Asked asked) {
        return asked.path().substring(asked.path().lastIndexOf('/') + 1);
    }

    private static void endless(Wire wire) {
        wire.say(to(there(wire.asked())) + Raw.CHUNKED);
        wire.flood("5\r\nhello\r\n".repeat(1_000));
    }

    private static void dripping(Wire wire) {
        wire.say(to(there(wire.asked())) + Raw.CHUNKED);
        wire.drip("1\r\n.\r\n");
    }
}
