package dev.gather.api;

import com.fasterxml.jackson.core.JsonFactory;
import io.vertx.core.http.HttpMethod;

/** Turns requests into batches, naming every mistake at once. Bodies are read as they arrive and never kept whole. */
final class BatchReader {
    /** Most URLs of the GET form; a request line has no room for many more. */
    static final int MOST_URLS_OF_GET = 50;

    private final BatchRules rules;
    private final JsonFactory json;

    BatchReader(BatchRules rules) {
        this.rules = rules;
        this.json = JsonPush.factory();
    }

    /** Begins to read one call, or says at once why it cannot be read. */
    BatchInput begin(Call call, RequestHead head) throws Problem {
        return head.method().equals(HttpMethod.GET) ? ofQuery(call, head) : ofBody(call, head);
    }

    private BatchInput ofQuery(Call call, RequestHead head) throws Problem {
        if (head.announcesBody()) {
            throw Problem.of(ProblemCode.INVALID_REQUEST, "A GET request carries no body here; use POST.");
        }
        int most = Math.min(MOST_URLS_OF_GET, rules.urlsPerCall());
        var batch = new BatchDraft(rules, most, Prefer.of(head.headers()).strict());
        new QueryReader(batch, true).read(head.uri());
        return new BatchInput(call, batch, BatchInput.NOTHING, 0);
    }

    private BatchInput ofBody(Call call, RequestHead head) throws Problem {
        MediaKind kind = head.kind();
        if (head.contentLength() > rules.requestBytes()) {
            throw BatchInput.tooLarge(rules.requestBytes(), head.contentLength());
        }
        var batch = new BatchDraft(
                rules, rules.urlsPerCall(), Prefer.of(head.headers()).strict());
        new QueryReader(batch, false).read(head.uri());
        BodyText body = switch (kind) {
            case JSON -> new JsonBody(json, batch);
            case TEXT -> LinesBody.ofUrls(batch);
            case LINES -> LinesBody.ofJson(json, batch);
        };
        return new BatchInput(call, batch, body, rules.requestBytes());
    }
}
