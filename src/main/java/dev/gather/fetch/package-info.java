/**
 * One URL to one outcome, and a batch of them to an {@link dev.gather.fetch.OutcomeSink}.
 *
 * <p>From the outside in: {@link dev.gather.fetch.Engine} is one instance's dispatcher; a {@code BatchRun} sees to it
 * that every item of its batch settles once; a {@code Fetching} is one item under way, with its attempts and redirects;
 * an {@code Exchange} is one request and its answer, and the only class that touches an origin: {@code Connecting} gets
 * it a connection, {@code OriginClient} is the WebClient it goes through, and a {@code Relay} hands it what comes back.
 *
 * <p><b>Threads.</b> A batch stays on the loop that accepted it: its fetches use that instance's client, and its state
 * is plain fields. Only permits cross to the scheduler's context, and a shared fetch ({@link dev.gather.fetch.Flights})
 * can end on another loop; whoever waits for it is resumed on its own. Bodies over 1 MiB are checked and decoded by a
 * worker. Callers' rules for bodies are applied by a few workers of their own ({@code Extracting}), which can be kept
 * busy for long.
 *
 * <p><b>Clocks.</b> The batch's deadline runs from acceptance and includes every wait. An attempt's {@code timeout_ms}
 * runs while one of its exchanges is under way, redirects included, and stands still in our queues. All are our own:
 * those of Vert.x end with the response's head, and a failed {@code Future} closes no socket. One sweep every 10 ms
 * looks at the deadlines of all exchanges of a loop ({@code Deadlines}). Whatever ends an exchange early resets its
 * request, and its permit goes back when the wire is quiet.
 *
 * <p><b>Robots.</b> A hop that respects robots.txt asks for it before its permit ({@code RobotsCheck}). What is not
 * known is fetched by a {@code RobotsFetch}, which belongs to no batch: it has a share of the limits and a bound of its
 * own, so that neither a deadline nor a cancelled batch cuts it short for the others that wait for it.
 *
 * <p><b>Connections.</b> {@code Connections} keeps them, {@code Dialler} makes them, and WebClient is handed its request
 * on the one that it shall go over: Vert.x's pool costs a tenth of a fetch, and keeps what is idle for as long as the
 * origin wishes. The one used last is used first, so that those no longer needed go. Nobody stands in line for one,
 * because the scheduler's limits see to that; only what was given up while it connected, which Vert.x cannot stop, can
 * use up what a host may have. A permit goes back when the connection is closed or free; a connecting that was given up
 * keeps it for a second at most. A reused connection that turns out to be dead costs a safe request nothing: it is sent
 * again at once (RFC 9110, section 9.2.2). A {@code WireGuard} in each connection's pipeline holds the peer to what
 * codec and client let pass. HTTP/1.1 only: a paused HTTP/2 stream would hold up all others of its connection.
 *
 * <p><b>Memory.</b> Bodies are counted as they come, and twice while their pieces are joined. While memory is short a
 * body over 64 KiB asks {@link dev.gather.limit.LargeBodies} for room, and its socket is not read, nor its clock run,
 * until it has it: simply to stop reading while memory is short would have all wait for what none can give back. A
 * dialling that was given up goes on without its exchange, so it holds no body.
 *
 * <p><b>Work.</b> A few bytes of a coded body can take long to inflate. A turn at that ends after some milliseconds;
 * what is left waits in {@code Turns}, where one body at a time goes on, and its socket is not read until it has caught
 * up.
 *
 * <p><b>Speed.</b> In a call of 10 000 URLs of 1 KiB, one after the other, a fetch costs its loop 12.4 us, of which 5.5
 * are the kernel's, and the process 1.5 more (JDK 17, epoll, two cores; in the same run a service on Go's net/http takes
 * 21.6). What went: WebClient's pipe behind the head, whose body and end {@code Relay} takes from the response itself,
 * and two of its copies of the header; Vert.x's pool (1.4 us); two timers; judging the host's address and making the
 * request's header for each URL; a chain of futures where nothing is waited for; log lines and figures made on the loop.
 * What stays is spread thin: Vert.x's requests and answers (1.5 us), Netty's channels (1.3), writing the result (1.3).
 * A new connection costs 45 to 50 us, most of it the kernel's.
 *
 * <p><b>Cache.</b> Where an item asks for it, a {@code CachedHop} deals with {@link dev.gather.cache.HttpCache} for
 * each hop: a stored answer ends the hop before it waits for a permit; else the request gets its conditions, and what
 * comes of the exchange is stored, confirmed or stood in for. An attempt that follows a failed one is never answered
 * from the cache. {@code Revalidations} asks in the background, by a fetch of which nobody hears. A request that
 * changes something has a {@code CachedHop} whatever its item asks for, because what is stored would be wrong for
 * others of its key.
 *
 * <p><b>Failures.</b> A {@code Throwable} becomes a {@link dev.gather.fetch.FailureCode} in {@code Failures} and
 * nowhere else. What is not foreseen there is a bug: logged with its stack, counted, and {@code proxy_internal_error}.
 *
 * <p><b>Hosts.</b> A {@code Permit} tells the scheduler what an exchange learns of its host: as soon as the head is
 * there, since a pause that waits for a body comes too late for those that are sent meanwhile. {@code HostSignals} says
 * what is trouble, {@code HostHints} how long a host asks to be left alone. What fetch does not do is wait for a host:
 * whoever may be sent nothing stands in the scheduler's line like everybody else, or is refused there.
 *
 * <p>Retries follow RFC 9110 (sections 9.2.2, 10.2.3), redirects its section 15.4. What waits between attempts holds no
 * permit. A repetition after a pause that its host asked for is free; any other one is paid from the host's budget and
 * waits exponentially with full jitter. A hop that the caller wants hedged is a {@code Hedging}: two exchanges, each
 * with a permit, of which the first with a head counts. An answer is kept no longer than until the budget has been
 * asked: bodies of what waits would be memory that nobody counts.
 */
@NullMarked
package dev.gather.fetch;

import org.jspecify.annotations.NullMarked;
