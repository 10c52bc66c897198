/**
 * Which origins may be reached, and at which addresses.
 *
 * <pre>
 *  text ──&gt; Target ──&gt; Gate.check ──&gt; Gate.admit ──&gt; Vetted ──&gt; the exchange dials these literals, nothing else
 *           parse       deny_hosts      Resolver: all addresses
 *           resolve     ports           Listeners: is it us?
 *                       literals        AddressPolicy: every one of them
 * </pre>
 *
 * <p><b>What it does.</b> {@link dev.gather.net.Target} is the only door for a URL, whether a caller or an origin wrote
 * it (WHATWG URL; RFC 3986, section 5; UTS 46). {@link dev.gather.net.Gate} lets a target through: {@code deny_hosts}
 * first, then {@code ports}, then no loop back to this service, then {@code allow_hosts} and {@code allow_nets}, then
 * the table of special addresses (IANA's registries, RFC 6890). A name is refused if any of its addresses is, so that
 * an answer which mixes public with private ones gains nothing; it is resolved once, and what was judged is what is
 * dialled, so that an answer which changes gains nothing either. Refusals never show an address, and all prohibited
 * ones read alike.
 *
 * <p><b>What it leaves to others.</b> Connecting, comparing the connected peer with the dialled literal, and passing
 * every redirect through here again is the work of {@code fetch}; counting by {@link dev.gather.net.Host} that of
 * {@code limit}. With an egress proxy names are not resolved here: the proxy is then the guard for them. A port that
 * something in front of this machine forwards to the service cannot be seen from here, nor can an interface that comes
 * up after the start.
 *
 * <p><b>Threads.</b> Everything is immutable or safe from any thread and shared by all instances. The questions to name
 * servers live on one daemon thread, {@code gather-dns}, because they belong to the process, not to an instance; what
 * is known is answered at once on the caller's, everything else on the caller's context.
 *
 * <p><b>Why so.</b>
 *
 * <ul>
 *   <li>Parsing is strict where parsers disagree, because a filter is void if it reads a URL differently from the client:
 *       the client gets host, port and request line from the Target, never a text to parse again. Odd IPv4 spellings
 *       ({@code 0x7f.1}, full-width digits) are turned into the address they reach, as browsers do, and that is judged.
 *   <li>No predicate of the JDK or a library is asked about addresses: each lets ranges through. The table is data, with
 *       the source of each row, and a test walks its edges.
 *   <li>IPv4-mapped IPv6 is IPv4 from the start, host text included, so that no list or limit can be passed by spelling.
 *       Other forms that carry IPv4 are prohibited as a whole; a hole for the IPv4 address inside does not open them.
 *       Only behind {@code nat64_prefixes} the IPv4 address is judged in their stead: such a prefix may lie among public
 *       addresses, where nobody but the operator can know it, and where DNS64 answers no host is without one.
 *   <li>DNS is asked over Netty's query layer only. Netty's resolver above it follows referrals to servers that the
 *       operator did not name, hides response codes, and answers before both families are known. Nor does it choose the
 *       servers: where the system names none, it would turn to public ones.
 * </ul>
 */
@NullMarked
package dev.gather.net;

import org.jspecify.annotations.NullMarked;
