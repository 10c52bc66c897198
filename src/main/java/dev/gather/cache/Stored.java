package dev.gather.cache;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An answer in the cache. Never changed: what is freshened is a new one. Safe from any thread. */
public final class Stored {
    /** What it takes beside its body and its fields. */
    private static final int OBJECT_BYTES = 512;

    private final Received answer;
    private final Selection selection;
    private final CacheControl control;
    private final Freshness freshness;
    private final AtomicBoolean beingRevalidated = new AtomicBoolean();

    private Stored(Received answer, Selection selection) {
        this.answer = answer;
        this.selection = selection;
        this.control = CacheControl.of(answer.fields().get("cache-control"));
        this.freshness = Freshness.of(answer, control);
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
     * Its header for one who gets it without the origin having been asked: with its {@code Age} (RFC 9111, section 5.1), and
     * without what may not be used so (section 5.2.2.4).
     */
    public Fields fieldsUnconfirmed(long nowMs) {
        Fields usable = fields().without(Set.copyOf(control.fields(CacheControl.NO_CACHE)));
        return usable.with("age", Long.toString(freshness.ageMs(nowMs) / 1_000));
    }

    /** The body in its first {@link #length} bytes; shared, never to be changed. */
    @SuppressWarnings("EI_EXPOSE_REP")
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
        String etag = fields().get("etag");
        String modified = fields().get("last-modified");
        if (etag == null) {
            return modified == null ? Map.of() : Map.of("if-modified-since", modified);
        }
        return modified == null
                ? Map.of("if-none-match", etag)
                : Map.of("if-none-match", etag, "if-modified-since", modified);
    }

    /**
     * Whether it may be given although its origin has failed (RFC 5861, section 4).
     *
     * @param asked who may say so too
     */
    public boolean standsInForErrors(Asked asked, long nowMs) {
        if (control.has(CacheControl.MUST_REVALIDATE) || control.hasUnqualified(CacheControl.NO_CACHE)) {
            return false;
        }
        CacheControl wanted = CacheControl.ofRequest(asked.fields());
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
