package dev.gather.api;

import dev.gather.fetch.Batch;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Mode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call as far as it is read: options, items, and every mistake so far. Options of the query come first, the body's
 * own override them; what items are given is known only at the end, since {@code defaults} may follow the items.
 */
final class BatchDraft {
    /** May only lower the operator's figure, so that any number does no harm. */
    private static final int ANY_HOST_CONCURRENCY = 100_000;

    /** What an item takes besides its URL and body, about: its objects here, and its place in the queues. */
    private static final int ITEM_BYTES = 200;

    private static final String ONLY_FOR_JOBS = "Only for jobs.";

    private static final Fields<BatchDraft> PER_HOST = new Fields<BatchDraft>()
            .and(
                    "concurrency",
                    Field.integerUpTo(BatchDraft::mostConcurrency, (draft, n) -> draft.hostConcurrency = n.intValue()))
            .and("min_interval_ms", Field.integer(0, 60_000, (draft, ms) -> draft.hostIntervalMs = ms));

    /** The fields of a batch object (CONTRACT, section 4). */
    static final Fields<BatchDraft> FIELDS = new Fields<BatchDraft>()
            .and("urls", Field.nested(true, "Array of URLs expected.", BatchDraft::urls))
            .and("requests", Field.nested(true, "Array of request objects expected.", BatchDraft::requests))
            .and(
                    "defaults",
                    Field.nested(
                            false,
                            "Object of item options expected.",
                            (parent, draft) -> new ObjectFrame<>(parent, OptionsDraft.FIELDS, draft.defaults)))
            .and(
                    "mode",
                    Field.choice(
                            OptionsDraft.byLabel(Mode.values()), (BatchDraft draft, Mode mode) -> draft.mode = mode))
            .and(
                    "concurrency",
                    Field.integerUpTo(BatchDraft::mostConcurrency, (draft, n) -> draft.concurrency = n.intValue()))
            .and(
                    "per_host",
                    Field.nested(
                            false, "Object expected.", (parent, draft) -> new ObjectFrame<>(parent, PER_HOST, draft)))
            .and("deadline_ms", Field.integer(1, 300_000, (draft, ms) -> draft.deadlineMs = ms))
            .and("dedupe", Field.truth((draft, yes) -> draft.dedupe = yes))
            .and(
                    "stream_order",
                    Field.choice(
                            Map.of("completion", false, "request", true), (draft, yes) -> draft.requestOrder = yes))
            .and("dry_run", Field.truth((draft, yes) -> draft.dryRun = yes))
            .and("metadata", Field.refused(ONLY_FOR_JOBS))
            .and("webhook", Field.refused(ONLY_FOR_JOBS))
            .and("result_ttl_s", Field.refused(ONLY_FOR_JOBS))
            .notThose(OptionsDraft.FIELDS, "defaults.");

    /** Query parameters that mirror options (CONTRACT, section 3). */
    static final Fields<BatchDraft> PARAMETERS = parameters();

    private final BatchRules rules;
    private final int mostItems;
    private final boolean strict;
    private final Mistakes mistakes = new Mistakes();
    private final List<ItemDraft> items = new ArrayList<>();
    private final Rulebook rulebook = new Rulebook();
    private final OptionsDraft fromQuery = new OptionsDraft(rulebook);
    private final OptionsDraft defaults = new OptionsDraft(rulebook);
    private final Set<String> ids = new HashSet<>(0);
    private ItemPlaces places = ItemPlaces.LINES;
    private int count;

    private Mode mode = Mode.ALL_SETTLED;
    private int concurrency = 64;
    private int hostConcurrency = ANY_HOST_CONCURRENCY;
    private long hostIntervalMs;
    private long deadlineMs = 30_000;
    private boolean dedupe = true;
    private boolean dryRun;
    private boolean requestOrder;
    private boolean pretty;

    /** Where in the request the items stand. */
    enum ItemPlaces {
        URLS("/urls/"),
        REQUESTS("/requests/"),
        LINES("/"),
        PARAMETERS("");

        private final String prefix;

        ItemPlaces(String prefix) {
            this.prefix = prefix;
        }
    }

    /** @param strict whether a mistake in one item refuses the call ({@code Prefer: handling=strict}) */
    BatchDraft(BatchRules rules, int mostItems, boolean strict) {
        this.rules = rules;
        this.mostItems = mostItems;
        this.strict = strict;
    }

    private static Fields<BatchDraft> parameters() {
        var parameters = new Fields<BatchDraft>();
        for (String name : List.of("mode", "concurrency", "deadline_ms", "stream_order", "dedupe", "dry_run")) {
            parameters = parameters.and(name, FIELDS.get(name));
        }
        for (String name : List.of("concurrency", "min_interval_ms")) {
            parameters = parameters.and("per_host_" + name, PER_HOST.get(name));
        }
        for (String name : List.of(
                "timeout_ms", "max_attempts", "max_redirects", "max_body_bytes", "truncate", "as", "cache", "robots")) {
            parameters = parameters.and(name, Field.within(OptionsDraft.FIELDS.get(name), draft -> draft.fromQuery));
        }
        return parameters
                .and("pretty", Field.truth((draft, yes) -> draft.pretty = yes))
                .and("header", Field.text(BatchDraft::headerParameter));
    }

    private long mostConcurrency() {
        return rules.mostConcurrency();
    }

    private void headerParameter(String text) throws Fault {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw Fault.ofCall("Name: value expected.");
        }
        fromQuery.header(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Frame urls(Frame parent, BatchDraft draft) {
        return draft.itemsStandAt(ItemPlaces.URLS)
                ? new ItemsFrame(parent, draft, ItemsFrame.Kind.URLS)
                : parent.refuse(Fault.ofCall("Exactly one of urls and requests expected."));
    }

    private static Frame requests(Frame parent, BatchDraft draft) {
        return draft.itemsStandAt(ItemPlaces.REQUESTS)
                ? new ItemsFrame(parent, draft, ItemsFrame.Kind.OBJECTS)
                : parent.refuse(Fault.ofCall("Exactly one of urls and requests expected."));
    }

    /** Whether the items may stand there: they stand in one place only. */
    boolean itemsStandAt(ItemPlaces here) {
        boolean first = places == ItemPlaces.LINES;
        places = here;
        return first;
    }

    void add(Mistake mistake) {
        mistakes.add(mistake);
    }

    void checkMany() throws Problem {
        mistakes.checkMany();
    }

    /** JSON pointer of an item or of a part of it. */
    String pointer(int index, String part) {
        return places.prefix + index + part;
    }

    /** JSON pointer of an item's URL. */
    String urlPointer(int index) {
        return pointer(index, places == ItemPlaces.REQUESTS ? "/url" : "");
    }

    /** Takes one more item; null if there are too many already, which are only counted. */
    @Nullable
    ItemDraft item(int line) {
        count++;
        if (count > mostItems) {
            items.clear(); // the call is refused; only the count matters from here on
            return null;
        }
        var item = new ItemDraft(line, rulebook);
        items.add(item);
        return item;
    }

    /** Memory that the items take beside their texts, about. */
    long weight() {
        return (long) ITEM_BYTES * items.size();
    }

    /** Items so far. */
    int count() {
        return count;
    }

    /** A mistake that only this item suffers from, unless the caller wants it stricter. */
    void reject(ItemDraft item, String pointer, FailureCode code, String detail) {
        if (strict) {
            boolean inQuery = places == ItemPlaces.PARAMETERS;
            mistakes.add(inQuery ? Mistake.inParameter("url", detail) : Mistake.at(pointer, detail, item.line()));
        } else {
            item.reject(code, detail);
        }
    }

    /** Claims an id for an item; says whether it was free. */
    boolean claim(String id) {
        return ids.add(id);
    }

    /** The whole call, or the problem that names everything that is wrong with it. */
    Reading build(Call call) throws Problem {
        if (count > mostItems) {
            throw Problem.of(
                            ProblemCode.TOO_MANY_URLS,
                            "At most " + mostItems + " URLs per call; this one has " + count + ".")
                    .with("limit", mostItems)
                    .with("actual", count);
        }
        checkDefaults();
        // Where the items stand was not found, and why is told already: that nothing is asked follows from it.
        if (count == 0 && (places != ItemPlaces.LINES || mistakes.isEmpty())) {
            mistakes.add(nothingAsked());
        }
        var build = new FetchBuild(this, rules, base(), defaults.method(), strict);
        List<Fetch> fetches = build.fetches(items);
        mistakes.check();
        long held = weight() + build.optionBytes();
        for (Fetch fetch : fetches) {
            held += fetch.url().length()
                    + (fetch.body() == null ? 0 : fetch.body().length());
        }
        return new Reading(batch(call, fetches), requestOrder, pretty, held);
    }

    private Mistake nothingAsked() {
        return switch (places) {
            case PARAMETERS -> Mistake.inParameter("url", "At least one URL expected.");
            case URLS -> Mistake.at("/urls", "At least one URL expected.", 0);
            case REQUESTS -> Mistake.at("/requests", "At least one request expected.", 0);
            case LINES -> Mistake.at("", "At least one URL expected.", 0);
        };
    }

    private void checkDefaults() {
        String method = defaults.method();
        if (method != null && !rules.allows(method)) {
            mistakes.add(Mistake.at("/defaults/method", rules.methodsExpected(), 0));
        }
        try {
            HeaderRules.checkSize(base().headers());
        } catch (Fault fault) {
            mistakes.add(Mistake.at("/defaults/headers", fault.detail(), 0));
        }
    }

    private FetchOptions base() {
        return defaults.over(fromQuery.over(FetchOptions.DEFAULT));
    }

    private Batch batch(Call call, List<Fetch> fetches) {
        return new Batch(
                Ids.batch(),
                call.requestId(),
                call.caller(),
                call.traceparent(),
                fetches,
                mode,
                concurrency,
                hostConcurrency,
                hostIntervalMs,
                deadlineMs,
                dedupe,
                dryRun,
                call.acceptedNanos());
    }
}
