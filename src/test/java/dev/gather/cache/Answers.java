package dev.gather.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests and answers written as tests read them: {@code name: value} lines, with dates as seconds from now. */
final class Answers {
    /** When every answer comes. */
    static final long NOW_MS = 1_795_000_000_000L;

    static final String URI = "https://a.example/";

    private Answers() {}

    /** Fields of one line each, parted by {@code |}; {@code @10} stands for the date ten seconds from now. */
    static Fields fields(String lines) {
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        for (String line : lines.split("\\|", -1)) {
            if (!line.isBlank()) {
                String[] parts = line.split(":", 2);
                entries.add(Map.entry(parts[0].strip(), value(parts[1].strip())));
            }
        }
        return Fields.of(entries);
    }

    private static String value(String text) {
        return text.startsWith("@") ? HttpDate.format(NOW_MS + 1_000 * Long.parseLong(text.substring(1))) : text;
    }

    static Asked get(String fields) {
        return new Asked("", URI, false, fields(fields));
    }

    static Asked head(String fields) {
        return new Asked("", URI, true, fields(fields));
    }

    static Received ok(String fields) {
        return answer(200, fields, "body");
    }

    static Received answer(int status, String fields, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Received(status, "1.1", fields(fields), bytes, bytes.length, true, NOW_MS, NOW_MS);
    }

    /** An answer to HEAD, which came later. */
    static Received bodiless(int status, String fields, int laterS) {
        long atMs = NOW_MS + 1_000L * laterS;
        return new Received(status, "1.1", fields(fields), new byte[0], 0, false, atMs, atMs);
    }

    static Stored stored(String fields) {
        return Stored.of(get(""), ok(fields));
    }
}
