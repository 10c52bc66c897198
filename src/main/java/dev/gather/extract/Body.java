package dev.gather.extract;

import org.jspecify.annotations.Nullable;

/**
 * A body as it was received, freed of content codings.
 *
 * @param bytes the body in its first {@code length} bytes; not changed by anybody
 * @param contentType the header's value; null if there is none
 * @param truncated whether the body went on
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Body(byte[] bytes, int length, @Nullable String contentType, boolean truncated) {}
