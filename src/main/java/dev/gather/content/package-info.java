/**
 * What becomes of a body: freed of content codings, named, decoded, checked.
 *
 * <p>{@link dev.gather.content.Inflating} takes gzip and deflate off while the body streams in; {@link
 * dev.gather.content.Contents} turns what was kept into {@link dev.gather.content.Content}: JSON that was validated,
 * text in valid UTF-8, or bytes. Counting bytes, stopping at limits and naming failures is left to {@code fetch};
 * escaping and base64 to {@code encode}.
 *
 * <p><b>Why by hand.</b> Netty's decompressor reports a gzip stream cut in half as a success, hides the wire's length
 * and cannot be stopped within a chunk; here each step of 64 KiB asks whether more is wanted, and check sums, lengths
 * and ends are verified. Brotli and zstd are not decoded because nothing bounds their libraries; they are not asked for
 * either. JSON is validated by a scanner of its own because the bytes are spliced into our answers as they came, digits
 * included: a tree or a generator would change numbers and cost several times the scan.
 *
 * <p><b>Bytes, not strings.</b> Text that is valid UTF-8 already (nearly all of it) is never copied. Other charsets are
 * decoded in pieces. {@code Label} holds the labels of the Encoding Standard, which is what pages are written for.
 *
 * <p><b>Threads.</b> {@link dev.gather.content.Inflaters} and what borrows from it belong to one event loop. Everything
 * else is stateless or immutable.
 *
 * <p><b>Sources.</b> RFC 1950 to 1952 (zlib, deflate, gzip), RFC 9110, section 8.4 (codings), RFC 8259 (JSON), RFC 6839
 * ({@code +json}, {@code +xml}), Encoding Standard and HTML Standard, section 13.2.3 (WHATWG).
 */
@NullMarked
package dev.gather.content;

import org.jspecify.annotations.NullMarked;
