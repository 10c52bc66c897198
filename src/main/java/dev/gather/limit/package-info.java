/**
 * Who may start now: admission of calls, callers' quotas, and the limits of batch, host and process on fetches.
 *
 * <p><b>The scheduler</b> is one object for the process, and its state ({@code Turns}) is touched on one Vert.x context
 * only: plain maps and queues make the limits exact over all callers and instances without a lock. A batch asks through
 * its {@link dev.gather.limit.Share}, on its own loop; what it asks for during one turn of that loop crosses to the
 * scheduler in one hop, and grants come back many at a time.
 *
 * <p><b>Order.</b> Hosts are served in a ring, one grant at a time, and within a host the batches in a ring. A batch's
 * line before a host is a {@code Lane}; a lane stands in exactly one place: in its host's line, in its batch's line
 * while the batch has no room, or aside while its own limit or its pace holds it back. A waiting item holds no permit.
 * Each grant, release and arrival costs a constant time however many hosts and batches there are: a batch that has room
 * for one item has one of its waiting lanes looked at, not all 10 000.
 *
 * <p><b>Hosts in trouble.</b> Whoever fetches tells of a host's {@link dev.gather.limit.Trouble}, and with each release
 * whether the exchange went well. What follows holds for the host, over all callers and instances:
 *
 * <ul>
 *   <li>A host that asked for a pause (429, RFC 6585, section 4; 503, RFC 9110, section 15.6.4) is sent nothing for as long as it
 *       asked, else for a second, doubling ({@code HostPause}). All answers to requests that were granted before the pause are one
 *       event, so that a burst makes one step. Those who wait hold no permit; those whose batch has no time for it, and all
 *       where the pause is longer than {@code max_host_pause_ms}, are refused at once.
 *   <li>After a pause the host is given one request, and one more for each that goes well. Other trouble halves what it is given, and
 *       each window of exchanges that go well adds one ({@code HostWindow}: additive increase, multiplicative decrease; Chiu and
 *       Jain, 1989; RFC 5681, section 3.1).
 *   <li>A host that could not be reached five times in a row is left alone for ten seconds, then tried by one request at a time,
 *       twice as long each time up to five minutes ({@code Breaker}; Nygard, Release It!).
 *   <li>Further attempts are paid from a budget ({@code RetryBudget}): one for every five first requests of ten seconds, and ten a
 *       second (Google, Site Reliability Engineering, chapter 21; Finagle's RetryBudget).
 *   <li>Batches that heed a crawl delay share one clock per host for it ({@code CrawlLine}), which knows nothing of pauses.
 * </ul>
 *
 * <p>All that is one null check for a host without trouble. It outlives the host's last waiter by ten minutes, for ten
 * thousand hosts at most ({@code HostTable}).
 *
 * <p><b>Overload.</b> {@code Congestion} tells {@link dev.gather.limit.Admission} that the process is the bottleneck.
 * The age of the first in line alone would tell too late: at k times the load k seconds' worth has come in before it is
 * a second old, so that at thirty times every call would miss its deadline. So the line is bounded too, by the number
 * of permits: what is in it starts within about the time of one fetch. Only what could start if the process were larger
 * counts, and that is an estimate: hosts count what they would let start, callers what they and their batches would,
 * and the lower of the two sums holds. What is first in line and may not start for another reason makes way even while
 * the process is full, and batches that had no room are fed in turn with hosts, because under load there is always
 * another host to serve.
 *
 * <p><b>Callers.</b> Where there are several, one has at most three quarters of the permits ({@code CallerShare}) and
 * half of the memory; its batches take turns within that: the last of a caller's room is kept for the batch whose turn
 * it is, as long as that one's host has room, or those that stand before their hosts would be first each time. Bytes of
 * bodies that are still being read count for the process, not for a caller; {@link dev.gather.limit.LargeBodies} bounds
 * them.
 *
 * <p><b>Memory.</b> While more bytes of bodies are held than {@code buffered_bytes_total}, nothing new is started, save
 * one fetch at a time, because what frees memory can itself be a fetch: the head of an answer that is sent in order.
 * Bodies that are large get room in turn ({@link dev.gather.limit.LargeBodies}), and one may be read anyhow. What is
 * kept for callers ends at one and a half times the limit: then nothing starts until they take some of it, or are cut
 * off.
 *
 * <p><b>Pauses.</b> A batch whose reader is slow is paused: nothing new of it starts, but what had its turn goes on,
 * and an item that others wait for can be urged.
 *
 * <p><b>Speed.</b> Grants cross between threads in lists: what one turn of a batch's loop asks for goes to the
 * scheduler's context as one task, and what one such task grants goes back to each batch as one. The context serves all
 * instances and shares its loop with one of them. {@code SchedulerBenchmark} counts, on one loop, just under two
 * million grants a second where each turn brings one answer from one of 100 hosts, four million where it brings
 * sixteen, and ten where they are of one host (two cores that others used too, JDK 17): many times what the loops can
 * fetch.
 *
 * <p>What a permit is for, and when it may go back, is the business of {@code fetch}. Time comes in as a {@link
 * dev.gather.limit.Clock}, so that tests run hours in milliseconds.
 */
@NullMarked
package dev.gather.limit;

import org.jspecify.annotations.NullMarked;
