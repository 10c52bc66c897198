/**
 * What an origin's robots.txt says (RFC 9309): reading it, judging a URL by it, and remembering it.
 *
 * <p>{@link dev.gather.robots.RobotsTxt} reads the bytes into {@link dev.gather.robots.Rules}; {@link
 * dev.gather.robots.RobotsAnswer} is what asking for it came to; {@link dev.gather.robots.Robots} remembers that for
 * each origin and lets all who ask at once share one fetch. The fetch itself, its permit, its address and its redirects
 * are the business of {@code fetch}.
 *
 * <p><b>Which rule.</b> The groups that name our product token count, all together, else those for {@code *}; in them
 * the longest pattern that matches, and of two equally long ones that which allows (sections 2.2.1 and 2.2.2). Patterns
 * and URLs are compared octet by octet: percent-encoding is taken off unreserved characters and put on all that is
 * neither unreserved nor reserved. Reserved characters stay as they are written, in a query too, as in the parsers of
 * the large search engines; the RFC's table encodes them there. A {@code *} or {@code $} in a URL is one that is
 * percent-encoded in a pattern (section 2.2.3). {@code Crawl-delay} is no part of the RFC, so it neither ends nor
 * begins a group (section 2.2.4).
 *
 * <p><b>Status.</b> 2xx has rules; 4xx means that there are none (section 2.3.1.3). A first 429 says nothing of them:
 * it is asked for once more after the pause that it brings its host. All else, and no answer at all, forbids everything
 * (section 2.3.1.4), which is remembered for a minute, doubling to five, or, where rules had been had before, those
 * stay in force as long. Rules are remembered for 24 hours (section 2.4). More than five redirects mean that there are
 * none (section 2.3.1.2).
 *
 * <p><b>Bounds.</b> The first 500 KiB count (section 2.5), without the line that they cut. Matching is two pointers and
 * no backtracking; judging one URL takes a million steps at most, a millisecond, and what takes more is refused, which
 * only a robots.txt that was made for it comes to. Reading 500 KiB takes some 10 ms, so a worker does it. What is
 * remembered takes 16 MiB at most.
 *
 * <p><b>Why no library.</b> The usual one, crawler-commons, takes {@code /*a$} to end at the first {@code a}, lets
 * {@code /index.html} match where {@code /$} is meant, does not bound what matching costs, writes a stranger's lines
 * into the log as warnings, and brings parsers of sitemaps. It is what the tests hold this room against.
 *
 * <p><b>Threads.</b> All of it is safe from any thread: rules never change, and what is remembered is concurrent.
 */
@NullMarked
package dev.gather.robots;

import org.jspecify.annotations.NullMarked;
