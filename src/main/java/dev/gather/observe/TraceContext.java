package dev.gather.observe;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a call stands in a trace (W3C Trace Context, section 3.2).
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether whoever called records the trace
 */
public record TraceContext(String traceId, String parentId, boolean sampled) {
    private static final Pattern HEADER = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_PARENT = "0".repeat(16);

    public TraceContext {
        if (!HEADER.matcher(header(traceId, parentId, sampled)).matches()
                || traceId.equals(NO_TRACE)
                || parentId.equals(NO_PARENT)) {
            throw new IllegalArgumentException("trace: " + traceId + "-" + parentId + " (expected two hex ids)");
        }
    }

    /** What a {@code traceparent} header of version 00 says; empty when it is absent or malformed. */
    public static Optional<TraceContext> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher parts = HEADER.matcher(header);
        if (!parts.matches()
                || parts.group(1).equals(NO_TRACE)
                || parts.group(2).equals(NO_PARENT)) {
            return Optional.empty();
        }
        boolean sampled = (HexFormat.fromHexDigits(parts.group(3)) & 1) == 1;
        return Optional.of(new TraceContext(parts.group(1), parts.group(2), sampled));
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
}
