package dev.gather.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the service answered, read alike whether it came as a document, as lines or as events. */
public record Reply(int status, HttpHeaders headers, String body) {
    static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.headers(), response.body());
    }

    /** The first value of a header; empty if there is none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The body as one document. */
    public JsonObject json() {
        return new JsonObject(body);
    }

    /** The results in the order in which they came. */
    public List<JsonObject> results() {
        if (isDocument()) {
            JsonArray results = json().getJsonArray("results");
            return IntStream.range(0, results.size())
                    .mapToObj(results::getJsonObject)
                    .toList();
        }
        List<JsonObject> records = records();
        return records.subList(0, records.size() - 1);
    }

    /** The result of an item. */
    public JsonObject result(int index) {
        return results().stream()
                .filter(result -> result.getInteger("index") == index)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no result of index " + index + " in " + body));
    }

    /** What the answer says of the batch as a whole: the document itself, or the last record. */
    public JsonObject summary() {
        if (isDocument()) {
            return json();
        }
        List<JsonObject> records = records();
        JsonObject last = records.get(records.size() - 1);
        if (!"summary".equals(last.getString("type"))) {
            throw new AssertionError("the stream was cut: " + last);
        }
        return last;
    }

    private boolean isDocument() {
        return header("content-type").startsWith("application/json")
                || header("content-type").startsWith("application/problem+json");
    }

    private List<JsonObject> records() {
        if (header("content-type").startsWith("text/event-stream")) {
            return events().stream().map(Event::data).toList();
        }
        return body.lines().map(JsonObject::new).toList();
    }

    /** The events of an event stream, comments left out. */
    public List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (String block : body.split("\n\n", -1)) {
            List<String> lines =
                    block.lines().filter(line -> !line.startsWith(":")).toList();
            if (!lines.isEmpty()) {
                events.add(new Event(field(lines, "event"), field(lines, "id"), new JsonObject(field(lines, "data"))));
            }
        }
        return events;
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    /** One event of a stream. */
    public record Event(String name, String id, JsonObject data) {}
}
