package dev.gather.origin;

import static dev.gather.origin.Manner.answering;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Header fields that are HTTP and still ask too much: how long to wait, what to remember. */
final class BadFields {
    private static final String BUSY = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\n";

    private BadFields() {}

    static List<Manner> all() {
        return List.of(
                later("retry-after-absurd", "to be asked again in 10^30 s", "1" + "0".repeat(30)),
                later("retry-after-far", "to be asked again in 7 000 years", "Fri, 31 Dec 9999 23:59:59 GMT"),
                later("retry-after-past", "to be asked again in 1994", "Sun, 06 Nov 1994 08:49:37 GMT"),
                later("retry-after-zero", "to be asked again in 0 s", "0"),
                later("retry-after-negative", "to be asked again in -1 s", "-1"),
                later("retry-after-fraction", "to be asked again in 99999.5 s", "99999.5"),
                later("retry-after-garbage", "to be asked again soon", "soon\t;\u00ff"),
                later("retry-after-twice", "to be asked again in 1 s, or in 99999", "1\r\nRetry-After: 99999"),
                answering("cookies-many", "1000 cookies of 60 bytes", Raw.sized(Raw.TEXT + cookies(), "ok\n")),
                answering("cookie-large", "a cookie of 60 KiB", Raw.sized(Raw.TEXT + cookie("c", 60 << 10), "ok\n")));
    }

    private static Manner later(String name, String says, String retryAfter) {
        return answering(name, says, Raw.sized(BUSY + "Retry-After: " + retryAfter + "\r\n", "later\n"));
    }

    private static String cookies() {
        return IntStream.range(0, 1_000).mapToObj(n -> cookie("c" + n, 60)).collect(Collectors.joining());
    }

    private static String cookie(String name, int bytes) {
        return "Set-Cookie: " + name + "=" + "c".repeat(bytes) + "\r\n";
    }
}
