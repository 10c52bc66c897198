package dev.gather.fetch;

import java.util.BitSet;

/** Which status codes count as {@code ok}: single codes and inclusive ranges, 100..599. */
public final class AcceptStatus {
    /** Any 2xx. */
    public static final AcceptStatus DEFAULT = new AcceptStatus(range(200, 299));

    private final BitSet codes;

    private AcceptStatus(BitSet codes) {
        this.codes = codes;
    }

    /**
     * Reads entries such as {@code "200"} and {@code "200-299"}.
     *
     * @throws IllegalArgumentException naming the first entry that is neither
     */
    public static AcceptStatus of(Iterable<String> entries) {
        var codes = new BitSet();
        for (String entry : entries) {
            if (!entry.matches("[1-5][0-9]{2}(-[1-5][0-9]{2})?")) {
                throw new IllegalArgumentException("Status or range expected, for example 200 or 200-299.");
            }
            int first = Integer.parseInt(entry, 0, 3, 10);
            int last = entry.length() == 3 ? first : Integer.parseInt(entry, 4, 7, 10);
            if (last < first) {
                throw new IllegalArgumentException("The range ends before it starts.");
            }
            codes.or(range(first, last));
        }
        return new AcceptStatus(codes);
    }

    /** Whether an answer with this status is ok. */
    public boolean includes(int status) {
        return codes.get(status);
    }

    private static BitSet range(int first, int last) {
        var set = new BitSet();
        set.set(first, last + 1);
        return set;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AcceptStatus that && codes.equals(that.codes);
    }

    @Override
    public int hashCode() {
        return codes.hashCode();
    }
}
