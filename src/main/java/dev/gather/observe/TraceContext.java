package dev.gather.observe;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a call stands in a trace (W3C Trace Context, section 3.2).
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether whoever called records the trace
 */
public record TraceContext(String traceId, String parentId, boolean sampled) {
    /** {@code 00-}, 32 digits, {@code -}, 16 digits, {@code -}, 2 digits. */
    private static final int HEADER_CHARS = 55;

    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_PARENT = "0".repeat(16);

    public TraceContext {
        if (!isId(traceId, NO_TRACE) || !isId(parentId, NO_PARENT)) {
            throw new IllegalArgumentException("trace: " + traceId + "-" + parentId + " (expected two hex ids)");
        }
    }

    /** What a {@code traceparent} header of version 00 says; empty when it is absent or malformed. */
    public static Optional<TraceContext> parse(@Nullable String header) {
        if (header == null || !hasForm(header)) {
            return Optional.empty();
        }
        String traceId = header.substring(3, 35);
        String parentId = header.substring(36, 52);
        if (!isId(traceId, NO_TRACE) || !isId(parentId, NO_PARENT)) {
            return Optional.empty();
        }
        boolean sampled = (HexFormat.fromHexDigits(header, 53, 55) & 1) == 1;
        return Optional.of(new TraceContext(traceId, parentId, sampled));
    }

    /** The trace that a {@code traceparent} header names; null when it is absent or malformed. */
    public static @Nullable String traceIdOf(@Nullable String header) {
        return parse(header).map(TraceContext::traceId).orElse(null);
    }

    /** The same trace, one step further. */
    public TraceContext child() {
        return new TraceContext(traceId, randomHex(), sampled);
    }

    /** The {@code traceparent} header. */
    public String header() {
        return header(traceId, parentId, sampled);
    }

    private static String header(String traceId, String parentId, boolean sampled) {
        return "00-" + traceId + "-" + parentId + (sampled ? "-01" : "-00");
    }

    /** 16 digits that are not all zero; ids need to be unlike each other, not secret. */
    private static String randomHex() {
        long random = ThreadLocalRandom.current().nextLong();
        return HexFormat.of().toHexDigits(random == 0 ? 1 : random);
    }

    private static boolean hasForm(String header) {
        return header.length() == HEADER_CHARS
                && header.startsWith("00-")
                && header.charAt(35) == '-'
                && header.charAt(52) == '-'
                && areHex(header, 53, HEADER_CHARS);
    }

    private static boolean isId(String id, String zero) {
        return id.length() == zero.length() && areHex(id, 0, id.length()) && !id.equals(zero);
    }

    private static boolean areHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
