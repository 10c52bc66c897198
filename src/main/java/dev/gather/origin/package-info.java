/**
 * The test origin: a small HTTP server with good and bad manners, so that everything the service promises can be tried
 * on one machine and without a network.
 *
 * <p><b>What it does.</b> {@link dev.gather.origin.OriginServer} starts it, {@code Routes} is the one table of what it
 * answers, and {@code GET /} shows that table. {@code Pages}, {@code Redirects}, {@code Codings}, {@code Connections}
 * and {@code Slow} answer well, {@code Moods} by who was here before. {@link dev.gather.origin.Manners} is the one
 * table of bad manners, in families: {@code BadTimes}, {@code BadEnds}, {@code BadLengths}, {@code BadChunks}, {@code
 * BadStatuses}, {@code BadHeads}, {@code BadBodiless}, {@code BadCodings}, {@code BadRedirects}, {@code BadFields},
 * {@code BadCharsets}. Each is at {@code /bad/NAME}, some under a path of their own too, and tests that need no server
 * above the socket use the same table. {@code RequestLog} counts what came, so that a reader can see what the service
 * did to an origin: how many requests at once, when, and which of them it gave up.
 *
 * <p><b>What it leaves to others.</b> It knows no other room and the service does not know it; only the command line
 * and the demo start it. It is not hardened against strangers and therefore listens on loopback only: 127.0.0.1, and
 * 127.0.0.2, 127.0.0.3 and ::1 where the system has them, which makes one process several hosts.
 *
 * <p><b>Threads.</b> One verticle, one event loop; log and moods are plain fields on it. Delays are timers, endless
 * bodies are made chunk by chunk as the reader takes them, and everything remembered has a bound.
 *
 * <p><b>Why like this.</b> A router over an HTTP server reads requests well and says good things well; what it cannot
 * say goes through {@code Wire}, which writes past the codec on the same connection, so that one port shows all manners
 * and a bad answer can follow a good one, and a good one a bad one: Vert.x then believes that it has answered. HTTP/1.1
 * only (RFC 9112): the bad manners are those of its framing.
 */
@NullMarked
package dev.gather.origin;

import org.jspecify.annotations.NullMarked;
