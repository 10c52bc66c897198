package dev.gather.encode;

import dev.gather.fetch.Batch;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind of answer. A new one is a constant here and a {@link Form}. */
public enum Encoding {
    /** One document; what is sent to whoever has no wish. */
    JSON("application/json", ""),
    NDJSON("application/x-ndjson", "application/ndjson application/jsonl application/x-jsonlines"),
    EVENT_STREAM("text/event-stream", "");

    private final String mediaType;
    private final String aliases;

    Encoding(String mediaType, String aliases) {
        this.mediaType = mediaType;
        this.aliases = aliases;
    }

    /** The media type it is sent with. */
    public String mediaType() {
        return mediaType;
    }

    /** All media types it may be asked for by. */
    List<String> names() {
        return Stream.concat(Stream.of(mediaType), Stream.of(aliases.split(" ", -1)))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * What an {@code Accept} header wants most (RFC 9110, section 12.5.1); among equals what it names most exactly,
     * then first. Empty if nothing here is acceptable; JSON if there is no header.
     *
     * @param accept the header's values, joined with commas
     */
    public static Optional<Encoding> choose(@Nullable String accept) {
        return accept == null || accept.isBlank()
                ? Optional.of(JSON)
                : Accept.parse(accept).best();
    }

    /**
     * A sink that answers {@code request}; to be called on the batch's loop, before the batch starts.
     *
     * @param release takes body bytes that are no longer held, once for each item
     */
    public ResultSink open(
            Vertx vertx, HttpServerRequest request, Batch batch, Delivery delivery, LongConsumer release) {
        Form form = switch (this) {
            case JSON -> new Gathered(batch, delivery.pretty());
            case NDJSON -> new Ndjson();
            case EVENT_STREAM -> new EventStream();
        };
        return new Answer(form, new Outlet(vertx, request, delivery, form.stream(), release), delivery);
    }
}
