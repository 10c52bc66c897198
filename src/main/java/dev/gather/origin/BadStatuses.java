package dev.gather.origin;

import static dev.gather.origin.Manner.answering;
import static dev.gather.origin.Manner.closing;

import java.util.ArrayList;
import java.util.List;

/** Status lines that say nothing known, answers before the answer, and what is not HTTP at all. */
final class BadStatuses {
    private static final String H2_SETTINGS = "\0\0\0\4\0\0\0\0\0";

    private BadStatuses() {}

    static List<Manner> all() {
        List<Manner> all = new ArrayList<>(List.of(
                answering("status-word", "a status in letters", line("HTTP/1.1 OK OK")),
                answering("status-negative", "status -1", line("HTTP/1.1 -1 Whatever")),
                answering("status-missing", "a status line without status", line("HTTP/1.1 ")),
                answering("status-without-reason", "200 without a word, which is right", line("HTTP/1.1 200")),
                answering(
                        "status-101",
                        "101, unasked",
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: nothing\r\n\r\n"),
                answering(
                        "interim-20", "100 twenty times, then 200", interim(100).repeat(20) + Raw.ok("ok\n")),
                answering(
                        "interim-21",
                        "100 twenty-one times, then 200",
                        interim(100).repeat(21) + Raw.ok("ok\n")),
                answering("version-0.9", "a body without a head, as HTTP/0.9 had it", "<html>no head</html>\n"),
                answering("version-1.0", "HTTP/1.0, which is right", line("HTTP/1.0 200 OK")),
                answering("version-1.2", "HTTP/1.2", line("HTTP/1.2 200 OK")),
                answering("version-2.0", "HTTP/2.0 in a line of text", line("HTTP/2.0 200 OK")),
                answering("version-small", "http/1.1 in small letters", line("http/1.1 200 OK")),
                answering("version-other", "ICY, as radio has it", line("ICY 200 OK")),
                answering("http2-settings", "a frame of HTTP/2, by surprise", H2_SETTINGS),
                closing("garbage", "not HTTP", "\0\1\2\3 this is not the protocol you look for \u00ff\u00fe\n\n"),
                closing("banner", "the greeting of another protocol", "SSH-2.0-OpenSSH_9.0\r\n")));
        for (int status : new int[] {0, 1, 99, 600, 999, 20_000}) {
            all.add(answering("status-" + status, "status " + status, line("HTTP/1.1 " + status + " Whatever")));
        }
        for (int status : new int[] {100, 102, 103, 199}) {
            String says = status + " three times, then 200";
            all.add(answering("interim-" + status, says, interim(status).repeat(3) + Raw.ok("ok\n")));
        }
        return all;
    }

    private static String line(String statusLine) {
        return Raw.sized(statusLine + "\r\nContent-Type: text/plain\r\n", "ok\n");
    }

    private static String interim(int status) {
        return "HTTP/1.1 " + status + " Wait\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n";
    }
}
