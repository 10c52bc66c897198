package dev.gather.cache;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An answer in the cache. Never changed: what is freshened is a new one. Safe from any thread. */
public final class Stored {
    /** What it takes beside its body and its fields. */
    private static final int OBJECT_BYTES = 512;

    /** No origin needs longer ones, and what is sent back to it must not be of any size. */
    private static final int LONGEST_VALIDATOR = 1_024;

    private final Received answer;
    private final Selection selection;
    private final CacheControl control;
    private final Freshness freshness;
    private final Fields unconfirmed;
    private final boolean alwaysConfirmed;
    private final AtomicBoolean beingRevalidated = new AtomicBoolean();

    private Stored(Received answer, Selection selection) {
        this.answer = answer;
        this.selection = selection;
        this.control = CacheControl.of(answer.fields().get("cache-control"));
        this.freshness = Freshness.of(answer, control);
        List<String> toBeConfirmed = control.fields(CacheControl.NO_CACHE);
        this.unconfirmed = answer.fields().without(Set.copyOf(toBeConfirmed));
        this.alwaysConfirmed = control.has(CacheControl.NO_CACHE) && toBeConfirmed.isEmpty();
    }

    /** An answer as it is kept: without what belongs to its connection, and dated (RFC 9110, section 6.6.1). */
    static Stored of(Asked asked, Received received) {
        Fields kept = received.fields().ofTheAnswer();
        OptionalLong date = HttpDate.parse(kept.get("date"), received.responseMs());
        Fields dated = date.isPresent() ? kept : kept.with("date", HttpDate.format(received.responseMs()));
        Received answer = received.freshenedBy(dated, received.requestMs(), received.responseMs());
        return new Stored(answer, Selection.of(asked, dated));
    }

    public int status() {
        return answer.status();
    }

    public String httpVersion() {
        return answer.httpVersion();
    }

    /** Its header as it was received, or as it was last confirmed. */
    public Fields fields() {
        return answer.fields();
    }

    /**
     * Its header for one who gets it without the origin having been asked: with its {@code Age} (RFC 9111, section
     * 5.1), and without what may not be used so (section 5.2.2.4).
     */
    public Fields fieldsUnconfirmed(long nowMs) {
        return unconfirmed.with("age", Long.toString(freshness.ageMs(nowMs) / 1_000));
    }

    /** The body in its first {@link #length} bytes; shared, never to be changed. */
    public byte[] bytes() {
        return answer.bytes();
    }

    public int length() {
        return answer.length();
    }

    /** Whether the body is there. */
    public boolean whole() {
        return answer.whole();
    }

    /** Wall clock, epoch milliseconds, when its head came. */
    public long receivedAtMs() {
        return answer.responseMs();
    }

    /** What asks the origin whether it still holds (RFC 9111, section 4.3.1), by field; empty if nothing can. */
    public Map<String, String> conditions() {
        String etag = validator("etag");
        String modified = validator("last-modified");
        if (etag == null) {
            return modified == null ? Map.of() : Map.of("if-modified-since", modified);
        }
        return modified == null
                ? Map.of("if-none-match", etag)
                : Map.of("if-none-match", etag, "if-modified-since", modified);
    }

    /** The field's value, unless it is none that may be sent in a header. */
    private @Nullable String validator(String name) {
        String value = fields().get(name);
        boolean sendable = value != null
                && value.length() <= LONGEST_VALIDATOR
                && value.chars().allMatch(Stored::sendable);
        return sendable ? value : null;
    }

    private static boolean sendable(int c) {
        return c >= ' ' && c != 0x7f && c <= 0xff;
    }

    /**
     * Whether it may be given although its origin has failed (RFC 5861, section 4).
     *
     * @param asked who may say so too
     */
    public boolean standsInForErrors(Asked asked, long nowMs) {
        CacheControl wanted = CacheControl.ofRequest(asked.fields());
        if (control.has(CacheControl.MUST_REVALIDATE) || alwaysConfirmed || wanted.has(CacheControl.NO_CACHE)) {
            return false;
        }
        long seconds =
                Math.max(control.seconds(CacheControl.STALE_IF_ERROR), wanted.seconds(CacheControl.STALE_IF_ERROR));
        return seconds >= 0 && freshness.staleMs(nowMs) <= seconds * 1_000;
    }

    /** Whether nobody asks the origin about it yet; whoever hears so does, and says when that has ended. */
    public boolean beginRevalidation() {
        return beingRevalidated.compareAndSet(false, true);
    }

    /** Its origin has been asked, to no avail. */
    public void endRevalidation() {
        beingRevalidated.set(false);
    }

    Received answer() {
        return answer;
    }

    /** Whether it may not be used without asking, for as long as it is fresh as well ({@code no-cache}). */
    boolean alwaysConfirmed() {
        return alwaysConfirmed;
    }

    CacheControl control() {
        return control;
    }

    Freshness freshness() {
        return freshness;
    }

    boolean isFor(Asked asked) {
        return selection.matches(asked);
    }

    boolean varies() {
        return selection.varies();
    }

    /** This answer as one confirms it that says no more than that it holds; null if that one speaks of another. */
    @Nullable
    Stored confirmedBy(Received notModified) {
        return Freshening.confirms(fields(), notModified) ? freshenedBy(notModified) : null;
    }

    Stored freshenedBy(Received newer) {
        Fields merged = Freshening.merge(fields(), newer);
        return new Stored(answer.freshenedBy(merged, newer.requestMs(), newer.responseMs()), selection);
    }

    /** Bytes of memory that it holds on to, roughly. */
    long weight() {
        return OBJECT_BYTES + answer.bytes().length + fields().weight() + selection.weight();
    }
}
