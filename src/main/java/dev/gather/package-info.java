/**
 * Gather: one HTTP call carries many URLs; all are fetched at once, and every one is answered for.
 *
 * <pre>
 *  client                                                                               origins
 *    | 1 a call                                                                            ^
 *    v                                                                                     | one hop
 *  api.FetchHandler ----&gt; limit.Admission ----&gt; api.BatchReader ----&gt; fetch.Engine         |
 *    ^                    2 admit | refuse      3 read: Batch         4 one BatchRun       |
 *    |                                             | Problem               |               |
 *    |                                                                     v               |
 *    |                         limit.Scheduler &lt;--- limit.Share &lt;--- fetch.Fetching ---&gt; fetch.Exchange
 *    |                         permits, pace                         5 one item:         WebClient, byte caps,
 *    |                                                                 attempts, hops    net.Gate: judged address
 *  encode.Answer &lt;------------------ OutcomeSink &lt;------------------- 6 each Outcome as it settles
 *    7 respond: a document in order; NDJSON, SSE as completed
 * </pre>
 *
 * <p><b>The walk.</b> README; this page; {@link dev.gather.Main}, the command line; {@code Service}, what one process
 * is; {@code Parts}, what its instances share; {@link dev.gather.MainVerticle}, one event loop; {@link
 * dev.gather.api.Api}, the table of routes; then the picture from left to right: {@code FetchHandler}, {@code
 * BatchReader}, {@code Engine}, {@code BatchRun}, {@code Fetching}, {@code Exchange}, and back by {@code encode}. Each
 * room's package-info is its design.
 *
 * <pre>
 * api       the edge to callers: routes, keys, quotas, reading a call, problems
 * encode    outcomes as bytes: a document, lines, events; back-pressure
 * fetch     one URL to one outcome, and a batch of them: attempts, redirects, clocks, failures
 * content   what becomes of a body: codings, charset, JSON
 * cache     what origins answered, kept to be used again
 * robots    what robots.txt says, and remembering it
 * extract   values out of a body, by the caller's rules
 * limit     who may start now: admission, quota, scheduler
 * net       which origins may be reached, and at which addresses
 * observe   metrics, log, health, trace ids
 * config    the operator's settings
 * origin    the test origin;  demo  the first minute
 * </pre>
 *
 * <p><b>Directions.</b> Rooms depend downwards only: {@code api} on {@code encode}, {@code fetch}, {@code limit},
 * {@code net}, {@code content} and {@code extract}; {@code encode} on {@code fetch}; {@code fetch} on {@code content},
 * {@code extract}, {@code cache}, {@code robots}, {@code limit} and {@code net}; {@code extract} on {@code content};
 * {@code robots} and {@code limit} on {@code net}; {@code net} on no other. This room is the wiring; nothing depends on
 * it, and no room reads configuration itself. A new output form is a class in {@code encode}; a new way to fail is a
 * constant in {@link dev.gather.fetch.FailureCode} and a row in README; a new setting is a row of {@link
 * dev.gather.config.SettingTable}, a component of its room's record, a line in {@code conf/} and a row in README.
 *
 * <p><b>Threads.</b> An instance is an event loop, and a batch stays on the loop that took it. Instances share what
 * {@code Parts} holds; the scheduler's state lives on one context. Nothing on a loop waits.
 *
 * <p><b>Start.</b> A start does what every start needs, and what takes long beside the rest: {@code Parts} has three
 * workers read the trust anchors, make the metrics and make DNS ready. What only some starts need waits until asked
 * for: the command line's model, the settings as YAML, the OpenAPI document, IDNA's tables. {@code RehearseCommand} is
 * what the build runs for a JVM that writes down what it loaded. Measured with that: README, "Run in production".
 *
 * <p><b>Words for operators.</b> Standard output has what was asked for (help, settings, a new key) and the ready line;
 * the log and every mistake go to standard error. Exit codes: 0, 1 for what went wrong, 2 for a wrong setting or
 * command line, 3 for a process that ran out of memory.
 */
@NullMarked
package dev.gather;

import org.jspecify.annotations.NullMarked;
