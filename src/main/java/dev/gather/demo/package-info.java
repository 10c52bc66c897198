/**
 * The first minute, and the rehearsal of all the others. One real call over HTTP against a running service and a test
 * origin, told as a table.
 *
 * <p><b>What it does.</b> {@link dev.gather.demo.Demo} sends one {@code POST /v1/fetch} with good, slow, redirected,
 * broken and forbidden URLs, prints a row for each, and the curl line that makes the same call. {@code Errand} is what
 * is asked, {@code Table} how the answer is shown. {@link dev.gather.demo.Rehearsal} makes some thousand fetches in
 * every form there is, for a JVM that writes down what it loaded (a class-data archive or an AOT cache).
 *
 * <p><b>What it leaves to others.</b> Starting and stopping service and origin, and opening the address policy for that
 * origin, are the command line's. The demo knows the service by its URL alone and reads nothing but its JSON, as any
 * stranger would: what it shows is what a stranger gets.
 *
 * <p><b>Threads.</b> The JDK's HTTP client calls back on its own threads; nothing here touches a loop. The demo does
 * not wait; the rehearsal waits on the thread of its command.
 */
@NullMarked
package dev.gather.demo;

import org.jspecify.annotations.NullMarked;
