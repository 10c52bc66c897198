/**
 * Outcomes as bytes: one document, line by line, or event by event.
 *
 * <p>{@link dev.gather.encode.Encoding} chooses by {@code Accept} and opens a {@link dev.gather.encode.ResultSink},
 * which takes outcomes as they settle and writes them to the response. Inside, four parts know one thing each: {@code
 * ResultWriter} the JSON of a result, a {@code Form} what stands around results, {@code Answer} which bodies are kept
 * and in which order results leave, {@code Outlet} when bytes leave. What came over the wire, and whether a batch is
 * satisfied, is told by {@code fetch}; problems of the call are left to {@code api}.
 *
 * <p><b>Bounded.</b> Results wait as they are and are encoded in steps of about 64 KiB while the connection takes
 * bytes, so a body of 50 MiB never exists encoded. When more than 1 MiB could be written but is not, the batch starts
 * no further fetch until half of it is gone. A document has a budget; a stream in request order has the same for what
 * waits out of order, because pausing could keep the item that is waited for from ever starting; past that, or twice
 * that in a document, whose heads all stay, only that item is started. Every body's bytes are given back once: when
 * written, when dropped, or when the client goes.
 *
 * <p><b>Fast.</b> Bodies are escaped from UTF-8 straight into the output, eight bytes at a time; a string, a tree or a
 * generator for each result costs a fifth to a multiple more. Lines of one turn of the loop leave in one write: a write
 * for each costs half as much again. The document streams from its head, so its memory does not grow with the batch.
 * Indenting ({@code pretty}) changes only the white space of the bytes that pass, so that numbers keep their digits.
 *
 * <p><b>JSON in JSON.</b> A body that was validated is spliced as it came. In lines and events its line breaks, which
 * can only be white space, become spaces.
 *
 * <p><b>Threads.</b> Everything belongs to the batch's event loop; {@link dev.gather.encode.Encoding} and {@link
 * dev.gather.encode.Delivery} are immutable.
 *
 * <p><b>Sources.</b> RFC 8259 (JSON), RFC 4648 (base64), RFC 3339 (time), RFC 9110, section 12.5.1 (Accept), RFC 9457
 * (problems), HTML Standard, section 9.2 (server-sent events).
 */
@NullMarked
package dev.gather.encode;

import org.jspecify.annotations.NullMarked;
