/**
 * The edge to callers: every route in one table ({@link dev.gather.api.Api}), and everything between the socket and
 * {@link dev.gather.fetch.Dispatcher}.
 *
 * <p><b>A call's way.</b> {@code Api} names the request, checks the Host and the key ({@code Callers}); {@code
 * FetchHandler} takes a call from the caller's quota, enters {@link dev.gather.limit.Admission}, has {@code BodyIntake}
 * read the body, hands the batch over and lets {@code encode} respond. Whatever goes wrong on
 * the way is a {@link dev.gather.api.Problem} and sent in one place, {@code Replies}; a throwable nobody expected is
 * logged there, once, and tells the caller nothing but the request's id.
 *
 * <p><b>Reading.</b> A body is never held whole: {@code BatchInput} counts it, checks that it is UTF-8 and pushes it
 * into jackson-core's non-blocking parser, which stops at the first syntax error. {@code JsonPush} tells {@code
 * Frame}s, one for each open object or array, and these read values into drafts by tables of {@code Field}s, which also
 * serve the query. A wrong value does not stop reading, so that one answer names every mistake by its JSON pointer.
 * What is wrong with one item only (its URL, method, header or body) becomes that item's outcome, or, under {@code
 * handling=strict}, the call's mistake. Items become fetches at the end, since {@code defaults} may follow them; equal
 * options are one object, so that 100 000 URLs cost little more than their text.
 *
 * <p>The library is not strict enough alone: it takes ill-formed UTF-8 and lone surrogates, and forgets a comma or
 * colon at the end of what it was fed. {@code Utf8Check} and {@code JsonPush} add that; tests hold the result against
 * its ordinary parser.
 *
 * <p><b>Memory.</b> The parser gives up where a string passes the longest that any field takes, and of a URL that is
 * too long only as much is kept as a URL may have. While a call is read it is charged three times its bytes, which has
 * held: sixteen callers who send 16 MiB each to a heap of 256 MiB, as one string or as many bodies, get an answer or
 * 503.
 *
 * <p><b>Slow callers.</b> {@code ConnectionGuard} looks at every connection once a second. Server idle timeouts are not
 * used: they cannot tell a caller who waits for us from one for whom we wait. Whether a caller takes his answers it
 * knows from the futures of their ends. {@code HeadGuard} stands before Vert.x in each connection and knows since when
 * a head is on its way, which Vert.x tells of only once it is whole. A caller who ends his side of the connection
 * counts as gone: Vert.x has no half-closed connections, and one who has left looks the same.
 *
 * <p><b>Versions.</b> HTTP/1.0 and 1.x are read, 1.x as 1.1. HTTP/2 is off, in all its ways in: the preface is a
 * request of another version, 505, and {@code Upgrade: h2c} is ignored, so that its floods meet a closed connection.
 * {@code HeadSyntax} refuses what Netty reads too kindly.
 *
 * <p><b>Left to others.</b> How answers look and flow, and which one {@code Accept} means, is {@code encode}'s. Judging
 * addresses is {@code net}'s, limits are {@code limit}'s.
 *
 * <p><b>Threads.</b> One {@code Api} for each verticle instance, used on its event loop; only {@code Admission} and
 * {@code Quota} are shared.
 *
 * <p><b>Sources.</b> RFC 9110 and 9112 (HTTP), 9457 (problems), 8259 (JSON), 6901 (pointers), 7240 (Prefer), 6750
 * (bearer keys), draft-ietf-httpapi-ratelimit-headers, W3C Trace Context.
 */
@NullMarked
package dev.gather.api;

import org.jspecify.annotations.NullMarked;
