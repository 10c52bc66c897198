package dev.gather.api;

import dev.gather.cache.CacheMode;
import dev.gather.content.BodyForm;
import dev.gather.extract.Extraction;
import dev.gather.fetch.AcceptStatus;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Include;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Item options as far as one place of the request gives them: the query, {@code defaults}, or one item. */
final class OptionsDraft {
    /** No method, status range or other word of the contract is longer. */
    static final int MOST_WORD_CHARS = 64;

    private static final Map<String, CacheMode> CACHE_MODES = cacheModes();

    /** The options that {@code defaults} and every item may have (CONTRACT, section 4). */
    static final Fields<OptionsDraft> FIELDS = new Fields<OptionsDraft>()
            .and("method", Field.text(OptionsDraft::method))
            .and("headers", Field.nested(false, "Object of header names and values expected.", HeadersFrame::new))
            .and("timeout_ms", Field.integer(1, 120_000, (draft, ms) -> draft.timeoutMs = ms))
            .and("connect_timeout_ms", Field.integer(1, 120_000, (draft, ms) -> draft.connectTimeoutMs = ms))
            .and("hedge_ms", Field.integer(1, 120_000, (draft, ms) -> draft.hedgeMs = ms))
            .and("max_attempts", Field.integer(1, 6, (draft, n) -> draft.maxAttempts = n.intValue()))
            .and("max_redirects", Field.integer(0, 20, (draft, n) -> draft.maxRedirects = n.intValue()))
            .and("max_body_bytes", Field.integer(0, 52_428_800, (draft, n) -> draft.maxBodyBytes = n.intValue()))
            .and("truncate", Field.truth((draft, yes) -> draft.truncate = yes))
            .and("as", Field.choice(byLabel(BodyForm.values()), (draft, form) -> draft.as = form))
            .and("accept_status", strings(OptionsDraft::acceptStatus))
            .and("include", strings(OptionsDraft::include))
            .and("cache", Field.choice(CACHE_MODES, (draft, mode) -> draft.cache = mode))
            .and("robots", Field.choice(byLabel(Robots.values()), (draft, robots) -> draft.robots = robots))
            .and("extract", Field.nested(false, "Object of rules expected.", ExtractFrame::new));

    private static final Map<String, Include> PARTS = byLabel(Include.values());

    private final Rulebook rulebook;
    private @Nullable String method;
    private @Nullable Map<String, String> headers;
    private @Nullable Long timeoutMs;
    private @Nullable Long connectTimeoutMs;
    private @Nullable Long hedgeMs;
    private @Nullable Integer maxAttempts;
    private @Nullable Integer maxRedirects;
    private @Nullable Integer maxBodyBytes;
    private @Nullable Boolean truncate;
    private @Nullable BodyForm as;
    private @Nullable AcceptStatus acceptStatus;
    private @Nullable Set<Include> include;
    private @Nullable CacheMode cache;
    private @Nullable Extraction extraction;
    private @Nullable Robots robots;

    /** Whether robots.txt counts. */
    private enum Robots {
        IGNORE,
        RESPECT
    }

    /** @param rulebook the rules of the call */
    OptionsDraft(Rulebook rulebook) {
        this.rulebook = rulebook;
    }

    /** The constants by their names in requests. */
    static <E extends Enum<E>> Map<String, E> byLabel(E[] constants) {
        var labels = new LinkedHashMap<String, E>();
        for (E constant : constants) {
            labels.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return labels;
    }

    private static Map<String, CacheMode> cacheModes() {
        var modes = new LinkedHashMap<String, CacheMode>();
        for (CacheMode mode : CacheMode.values()) {
            modes.put(mode.label(), mode);
        }
        return modes;
    }

    private static Field<OptionsDraft> strings(Field.Setter<OptionsDraft, List<String>> setter) {
        return Field.nested(
                true,
                "Array of strings expected.",
                (parent, draft) -> new StringsFrame(parent, strings -> setter.set(draft, strings)));
    }

    void beginHeaders() {
        headers = new TreeMap<>();
    }

    /** Sets a header that may be sent. */
    void header(String name, String value) throws Fault {
        HeaderRules.checkLength(name, value);
        String trimmed = trim(value);
        HeaderRules.check(name, trimmed);
        if (headers == null) {
            beginHeaders();
        }
        if (Objects.requireNonNull(headers).size() > HeaderRules.MOST_ENTRIES) {
            return; // too many, as checkSize will say; no need to keep them
        }
        if (headers.put(name.toLowerCase(Locale.ROOT), trimmed) != null) {
            throw Fault.ofItem(FailureCode.INVALID_REQUEST, "This header is given twice.");
        }
    }

    /** Sets a header unless the caller set it. */
    void headerIfAbsent(String name, String value) {
        if (headers == null) {
            beginHeaders();
        }
        var unused = Objects.requireNonNull(headers).putIfAbsent(name, value);
    }

    /** The value without white space around it (RFC 9110, section 5.6.3). */
    private static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && blank(value.charAt(from))) {
            from++;
        }
        while (to > from && blank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    @Nullable
    String method() {
        return method;
    }

    private void method(String name) throws Fault {
        if (name.length() > MOST_WORD_CHARS) {
            throw Fault.ofCall("At most " + MOST_WORD_CHARS + " characters expected.");
        }
        method = name;
    }

    private void acceptStatus(List<String> entries) throws Fault {
        if (entries.isEmpty()) {
            throw Fault.ofCall("At least one status or range expected.");
        }
        try {
            acceptStatus = AcceptStatus.of(entries);
        } catch (IllegalArgumentException cause) {
            throw Fault.ofCall(String.valueOf(cause.getMessage()));
        }
    }

    private void include(List<String> names) throws Fault {
        Set<Include> parts = EnumSet.noneOf(Include.class);
        for (String name : names) {
            Include part = PARTS.get(name);
            if (part == null) {
                throw Fault.ofCall("Expected any of " + String.join(", ", PARTS.keySet()) + ".");
            }
            parts.add(part);
        }
        include = parts;
    }

    /** Whether a second request is wanted beside a slow one. */
    boolean hedges() {
        return hedgeMs != null;
    }

    Rulebook rulebook() {
        return rulebook;
    }

    void extraction(Extraction rules) {
        extraction = rules;
    }

    /** These options where they are given, {@code below} elsewhere; headers merge by name. */
    FetchOptions over(FetchOptions below) {
        return new FetchOptions(
                merged(below.headers()),
                or(timeoutMs, below.timeoutMs()),
                or(connectTimeoutMs, below.connectTimeoutMs()),
                or(maxAttempts, below.maxAttempts()),
                or(maxRedirects, below.maxRedirects()),
                or(maxBodyBytes, below.maxBodyBytes()),
                or(truncate, below.truncate()),
                or(as, below.as()),
                or(acceptStatus, below.acceptStatus()),
                or(include, below.include()),
                or(cache, below.cache()),
                robots == null ? below.respectRobots() : robots == Robots.RESPECT,
                or(hedgeMs, below.hedgeMs()),
                or(extraction, below.extraction()));
    }

    private Map<String, String> merged(Map<String, String> below) {
        if (headers == null) {
            return below;
        }
        var merged = new TreeMap<>(below);
        merged.putAll(headers);
        return merged;
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
