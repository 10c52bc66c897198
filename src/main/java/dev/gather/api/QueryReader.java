package dev.gather.api;

import dev.gather.api.BatchDraft.ItemPlaces;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads options, and for GET the URLs, from the query of a request. */
final class QueryReader {
    /** More parameters than a request line has room for. */
    private static final int MOST_PARAMETERS = 32 << 10;

    private final BatchDraft batch;
    private final boolean urlsHere;

    QueryReader(BatchDraft batch, boolean urlsHere) {
        this.batch = batch;
        this.urlsHere = urlsHere;
    }

    void read(String uri) {
        if (urlsHere) {
            var unused = batch.itemsStandAt(ItemPlaces.PARAMETERS);
        }
        try {
            // A semicolon is an ordinary character of a URL, not a separator.
            var query = new QueryStringDecoder(uri, StandardCharsets.ISO_8859_1, true, MOST_PARAMETERS, true);
            query.parameters().forEach(this::octets);
        } catch (IllegalArgumentException cause) {
            batch.add(Mistake.inParameter("", "The query has a broken percent-encoding."));
        }
    }

    /** Told to read UTF-8, the decoder repairs what is none, and another URL would be fetched than was meant. */
    private void octets(String name, List<String> values) {
        if (isUtf8(name) && values.stream().allMatch(QueryReader::isUtf8)) {
            parameter(utf8(name), values.stream().map(QueryReader::utf8).toList());
        } else {
            batch.add(Mistake.inParameter("", "The query is not percent-encoded UTF-8."));
        }
    }

    private static boolean isUtf8(String octets) {
        var check = new Utf8Check();
        return check.firstInvalid(octets.getBytes(StandardCharsets.ISO_8859_1)) < 0 && check.complete();
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void parameter(String name, List<String> values) {
        if (urlsHere && name.equals("url")) {
            values.forEach(this::url);
            return;
        }
        Field<BatchDraft> field = BatchDraft.PARAMETERS.find(name);
        if (field == null) {
            batch.add(Mistake.inParameter(name, unknown(name)));
        } else if (values.size() > 1 && !name.equals("header")) {
            batch.add(Mistake.inParameter(name, "Given " + values.size() + " times."));
        } else {
            values.forEach(value -> option(name, field, value));
        }
    }

    private void url(String text) {
        ItemDraft item = batch.item(0);
        if (item == null) {
            return;
        }
        try {
            item.url(text);
        } catch (Fault fault) {
            ItemFrame.complain(batch, item, Frame.SKIP, "", fault);
        }
    }

    private void option(String name, Field<BatchDraft> field, String value) {
        try {
            field.parameter(batch, value);
        } catch (Fault fault) {
            batch.add(Mistake.inParameter(name, fault.detail()));
        }
    }

    private String unknown(String name) {
        String sentence = Suggestion.unknown("parameter", name, BatchDraft.PARAMETERS.names());
        return urlsHere ? sentence + " An & inside a URL is written %26." : sentence;
    }
}
