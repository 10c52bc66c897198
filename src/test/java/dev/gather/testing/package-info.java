/**
 * Origins, callers and processes for tests: real sockets on loopback, port 0, that count what reaches them.
 *
 * <p>{@link dev.gather.testing.BadOrigin} has each bad manner of the project's own origin on a bare socket, and {@link
 * dev.gather.testing.Expected} says what becomes of it; {@link dev.gather.testing.GoodOrigin} runs a handler of the
 * test's; {@link
 * dev.gather.testing.LoggedOrigin} is the project's own origin with its log; {@link dev.gather.testing.TestTls} makes
 * certificates, good and bad. Counters are safe to read from the test's thread while the origin's loop writes them.
 *
 * <p>{@link dev.gather.testing.Caller} calls a service as a stranger would, {@link dev.gather.testing.Promised} holds
 * an answer against the contract, and {@link dev.gather.testing.JarProcess} runs the jar as its users do.
 */
@NullMarked
package dev.gather.testing;

import org.jspecify.annotations.NullMarked;
