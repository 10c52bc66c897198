/**
 * Values out of a body, by the caller's rules.
 *
 * <p>An {@link dev.gather.extract.Extraction} is the rules of one item, compiled when the call is read; applied to a
 * body it gives one JSON object with a member for each rule, or the one rule that could not be met and why. Where that
 * happens, how many at a time, and what becomes of the failure is left to {@code fetch}; {@code encode} splices the
 * object.
 *
 * <p><b>Stopped in time.</b> Nothing a page or a caller writes may hold a worker for long, and a thread cannot be
 * stopped from outside. So every evaluator counts its steps with one {@code Effort} and gives up when the item's time
 * is over. That is why selectors and XPath are matched here: jsoup and the JDK parse well, but what they evaluate they
 * evaluate to the end, and {@code * ~ * ~ *} or {@code //*[count(//*) > 1]} on a page of 100 000 elements is more than
 * a minute. jsoup still reads the page and judges what looks at one element: names, classes, attributes, positions,
 * text.
 *
 * <p><b>Bounded.</b> A page has so many tags, elements and levels, a JSON text so many values, an expression so many
 * characters, the object so many bytes; the rule that passes one of them fails the item. Regular expressions are those
 * of RE2: linear in the text, no look-around, no back-references.
 *
 * <p><b>JSON.</b> A value is found as a span of the validated text and copied as it stands: no digit is changed.
 *
 * <p><b>Threads.</b> Rules are immutable. An application belongs to one worker.
 *
 * <p><b>Sources.</b> Selectors Level 4, XPath 1.0, RFC 6901 (JSON Pointer), RFC 9535 (JSONPath).
 */
@NullMarked
package dev.gather.extract;

import org.jspecify.annotations.NullMarked;
