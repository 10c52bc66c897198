package dev.gather.api;

import dev.gather.fetch.Failure;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchOptions;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes fetches of the items of a call, once all of it is read; equal options become one object. */
final class FetchBuild {
    /** What a header takes beside its characters, about: two strings and an entry. */
    private static final int HEADER_BYTES = 150;

    private final BatchDraft batch;
    private final BatchRules rules;
    private final FetchOptions base;
    private final @Nullable String baseMethod;
    private final boolean strict;
    private final Map<FetchOptions, FetchOptions> known = new HashMap<>();
    private long optionBytes;

    /**
     * @param base what items get that ask for nothing else
     * @param baseMethod the method of items that name none; null: GET
     */
    FetchBuild(BatchDraft batch, BatchRules rules, FetchOptions base, @Nullable String baseMethod, boolean strict) {
        this.batch = batch;
        this.rules = rules;
        this.base = base;
        this.optionBytes = bytes(base);
        this.baseMethod = baseMethod;
        this.strict = strict;
    }

    /** One fetch for each item, in their order; what is wrong with an item is told to the batch. */
    List<Fetch> fetches(List<ItemDraft> items) {
        List<Fetch> fetches = new ArrayList<>(items.size());
        for (ItemDraft item : items) {
            fetches.add(fetch(fetches.size(), item));
        }
        return fetches;
    }

    private Fetch fetch(int index, ItemDraft item) {
        HttpMethod method = method(index, item);
        FetchOptions options = options(index, item);
        judge(index, item);
        return new Fetch(
                index,
                item.id(),
                Objects.requireNonNullElse(item.url(), ""),
                method,
                item.target(),
                item.rejection(),
                item.body(),
                options);
    }

    private HttpMethod method(int index, ItemDraft item) {
        String own = item.ownOptions() == null ? null : item.ownOptions().method();
        String name = Objects.requireNonNullElse(own == null ? baseMethod : own, "GET");
        if (!rules.allows(name)) {
            if (own != null) {
                reject(index, item, "/method", rules.methodsExpected());
            }
            return HttpMethod.GET;
        }
        if (item.hasBody() && (name.equals("GET") || name.equals("HEAD"))) {
            reject(index, item, "", "A " + name + " request carries no body.");
        }
        HttpMethod method = HttpMethod.valueOf(name);
        if (item.ownOptions() != null && item.ownOptions().hedges() && !Fetch.safe(method)) {
            reject(index, item, "/hedge_ms", "Only GET, HEAD and OPTIONS are sent twice.");
        }
        return method;
    }

    private FetchOptions options(int index, ItemDraft item) {
        if (item.bodyType() != null && !base.headers().containsKey("content-type")) {
            item.options().headerIfAbsent("content-type", item.bodyType());
        }
        if (item.ownOptions() == null) {
            return base;
        }
        FetchOptions options = item.ownOptions().over(base);
        try {
            HeaderRules.checkSize(options.headers());
        } catch (Fault fault) {
            reject(index, item, "/headers", fault.detail());
        }
        FetchOptions equal = known.putIfAbsent(options, options);
        if (equal != null) {
            return equal;
        }
        optionBytes += bytes(options);
        return options;
    }

    private static long bytes(FetchOptions options) {
        long headers = options.headers().entrySet().stream()
                .mapToLong(header -> HEADER_BYTES
                        + header.getKey().length()
                        + header.getValue().length())
                .sum();
        return headers + options.extraction().weight();
    }

    /** Memory that the options of all items take, about. */
    long optionBytes() {
        return optionBytes;
    }

    /** Under strict handling what the address policy says at once refuses the call, too. */
    private void judge(int index, ItemDraft item) {
        if (!strict || item.target() == null) {
            return;
        }
        Failure failure = rules.judge().apply(item.target());
        if (failure != null) {
            batch.reject(item, batch.urlPointer(index), failure.code(), failure.message());
        }
    }

    private void reject(int index, ItemDraft item, String part, String detail) {
        batch.reject(item, batch.pointer(index, part), FailureCode.INVALID_REQUEST, detail);
    }
}
