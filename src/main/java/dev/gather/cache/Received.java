package dev.gather.cache;

/**
 * An answer that came whole.
 *
 * @param bytes holds the body, freed of its coding, in its first {@code length} bytes; shared, never changed
 * @param whole whether the body is there: it is not for HEAD, or where only the redirect mattered
 * @param requestMs wall clock, epoch milliseconds, when it was asked for
 * @param responseMs wall clock, epoch milliseconds, when its head came
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Received(
        int status,
        String httpVersion,
        Fields fields,
        byte[] bytes,
        int length,
        boolean whole,
        long requestMs,
        long responseMs) {

    /** This answer with what a later one says of it (RFC 9111, section 3.2). */
    Received freshenedBy(Fields newer, long newRequestMs, long newResponseMs) {
        return new Received(status, httpVersion, newer, bytes, length, whole, newRequestMs, newResponseMs);
    }
}
