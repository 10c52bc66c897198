package dev.gather.encode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@code Accept} header, read leniently (RFC 9110, section 12.5.1): ranges that make no sense are passed over. */
final class Accept {
    private static final int ANY = 0;
    private static final int ANY_SUBTYPE = 1;
    private static final int EXACT = 2;

    /**
     * One media range.
     *
     * @param place its place in the header
     * @param quality thousandths; 0: not acceptable
     */
    private record Range(String name, int place, int quality) {
        /** How exactly it names a media type; -1 if it does not. */
        int matches(String mediaType) {
            if (name.equals(mediaType)) {
                return EXACT;
            }
            if (name.endsWith("/*") && mediaType.startsWith(name.substring(0, name.length() - 1))) {
                return ANY_SUBTYPE;
            }
            return name.equals("*/*") ? ANY : -1;
        }
    }

    /** What the header says of one encoding. */
    private record Wish(Encoding encoding, Range range, int exactness) {}

    private final List<Range> ranges;

    private Accept(List<Range> ranges) {
        this.ranges = ranges;
    }

    static Accept parse(String header) {
        List<Range> ranges = new ArrayList<>();
        for (String part : header.split(",", -1)) {
            Range range = range(part, ranges.size());
            if (range != null) {
                ranges.add(range);
            }
        }
        return new Accept(ranges);
    }

    private static @Nullable Range range(String text, int place) {
        String[] parts = text.split(";", -1);
        String name = parts[0].strip().toLowerCase(Locale.ROOT);
        int quality = 1_000;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                quality = quality(parameter.substring(2));
            }
        }
        return name.indexOf('/') > 0 && quality >= 0 ? new Range(name, place, quality) : null;
    }

    /** Thousandths; -1 for what is no weight. */
    private static int quality(String weight) {
        if (!weight.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
            return -1;
        }
        return (int) Math.round(Double.parseDouble(weight) * 1_000);
    }

    /** The encoding wished for most; empty if none is acceptable. */
    Optional<Encoding> best() {
        List<Wish> wishes = new ArrayList<>();
        for (Encoding encoding : Encoding.values()) {
            Wish wish = wish(encoding);
            if (wish != null && wish.range.quality > 0) {
                wishes.add(wish);
            }
        }
        return wishes.stream()
                .max(Comparator.comparingInt((Wish wish) -> wish.range.quality)
                        .thenComparingInt(wish -> wish.exactness)
                        .thenComparingInt(wish -> -wish.range.place)
                        .thenComparing(wish -> wish.encoding, Comparator.reverseOrder()))
                .map(Wish::encoding)
                .or(this::forProblems);
    }

    /** Who names only problems, beside what we do not have, can read JSON. */
    private Optional<Encoding> forProblems() {
        boolean named = ranges.stream()
                .anyMatch(range -> range.quality > 0 && range.matches("application/problem+json") == EXACT);
        return named ? Optional.of(Encoding.JSON) : Optional.empty();
    }

    /** The range that names an encoding most exactly speaks for it; the best of its names counts. */
    private @Nullable Wish wish(Encoding encoding) {
        Wish best = null;
        for (String name : encoding.names()) {
            Wish wish = mostExact(encoding, name);
            if (wish != null && (best == null || wish.exactness > best.exactness)) {
                best = wish;
            }
        }
        return best;
    }

    private @Nullable Wish mostExact(Encoding encoding, String name) {
        Wish best = null;
        for (Range range : ranges) {
            int exactness = range.matches(name);
            if (exactness >= 0 && (best == null || exactness > best.exactness)) {
                best = new Wish(encoding, range, exactness);
            }
        }
        return best;
    }
}
