package dev.gather.net;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Asks name servers for the IPv4 and IPv6 addresses of a name, both at once, and waits for both answers. Netty carries
 * the questions (ids, timeouts, TCP where an answer does not fit UDP); what is asked of whom is decided here, because
 * Netty's own resolution follows referrals to servers that the operator never named. All state lives on one daemon
 * thread, {@code gather-dns}; questions may come from any.
 */
final class DnsClient implements AutoCloseable {
    private static final int TRIES = 2;
    private static final int MOST_ALIASES = 8;
    private static final long TOTAL_MS = 3_000;
    private static final long TRY_MS = TOTAL_MS / TRIES;

    private final NameServers servers;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final DnsNameResolver netty;
    private final Set<Question> open = new HashSet<>();
    /** The server asked first; moves on when it stays silent, so that a dead one costs its wait once, not each time. */
    private int preferred;

    private boolean closed;

    /** @param servers the only ones asked */
    DnsClient(NameServers servers) {
        this.servers = servers;
        group = new MultiThreadIoEventLoopGroup(1, DnsClient::thread, NioIoHandler.newFactory());
        loop = group.next();
        netty = new DnsNameResolverBuilder(loop)
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(TRY_MS)
                .build();
    }

    private static Thread thread(Runnable work) {
        var thread = new FastThreadLocalThread(work, "gather-dns");
        thread.setDaemon(true);
        return thread;
    }

    /** The answer to both questions together, within 3 s; fails with {@link Refused} if there was none. */
    Future<DnsAnswer> ask(String name) {
        Promise<DnsAnswer> whole = Promise.promise();
        try {
            loop.execute(() -> ask(name, whole));
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(new Refused(Refusal.DNS_TIMEOUT)); // closed, and the thread has ended
        }
        return whole.future();
    }

    private void ask(String name, Promise<DnsAnswer> whole) {
        if (closed) {
            whole.fail(new Refused(Refusal.DNS_TIMEOUT));
            return;
        }
        try {
            Future<DnsAnswer> v4 = new Question(name, DnsRecordType.A).start();
            Future<DnsAnswer> v6 = new Question(name, DnsRecordType.AAAA).start();
            Future.join(v4, v6).onComplete(both -> whole.handle(together(v4, v6)));
        } catch (RuntimeException e) {
            whole.fail(e); // a bug, but nobody shall wait for ever
        }
    }

    /** Addresses of either win, then a sure no, then no answer at all. */
    private static Future<DnsAnswer> together(Future<DnsAnswer> v4, Future<DnsAnswer> v6) {
        if (v4.succeeded() && v6.succeeded()) {
            return Future.succeededFuture(v4.result().and(v6.result()));
        }
        Future<DnsAnswer> answered = v4.succeeded() ? v4 : v6;
        return answered.succeeded() && answered.result().decides() ? answered : v4.failed() ? v4 : v6;
    }

    /** Ends what is under way without an answer, and then the thread. */
    @Override
    public void close() {
        if (!group.isShuttingDown()) {
            loop.execute(this::end);
            var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private void end() {
        closed = true;
        List.copyOf(open).forEach(Question::noAnswer);
        netty.close();
    }

    /** One name and record type, asked until somebody answers; lives on the loop. */
    private final class Question {
        private final DnsRecordType type;
        private final Promise<DnsAnswer> answer = Promise.promise();
        private final int firstServer = preferred;
        private String name;
        private int tries;
        private int aliases;

        Question(String name, DnsRecordType type) {
            this.name = name;
            this.type = type;
        }

        Future<DnsAnswer> start() {
            var timer = loop.schedule(this::noAnswer, TOTAL_MS, TimeUnit.MILLISECONDS);
            open.add(this);
            answer.future().onComplete(ended -> {
                timer.cancel(false);
                open.remove(this);
            });
            send();
            return answer.future();
        }

        private void send() {
            if (answer.future().isComplete()) {
                return; // the time was up
            }
            List<InetSocketAddress> known = servers.of(name);
            if (known.isEmpty()) {
                answer.tryFail(new Refused(Refusal.NO_NAME_SERVER));
                return;
            }
            InetSocketAddress server = known.get(Math.floorMod(firstServer + tries, known.size()));
            tries++;
            netty.query(server, new DefaultDnsQuestion(name, type))
                    .addListener(
                            (io.netty.util.concurrent.Future<AddressedEnvelope<DnsResponse, InetSocketAddress>>
                                            sent) -> {
                                if (sent.isSuccess()) {
                                    answered(sent.getNow());
                                } else {
                                    silent();
                                }
                            });
        }

        private void silent() {
            preferred = firstServer + tries;
            if (tries < TRIES) {
                send();
            } else {
                noAnswer();
            }
        }

        private void answered(AddressedEnvelope<DnsResponse, InetSocketAddress> envelope) {
            try {
                read(envelope.content());
            } finally {
                envelope.release();
            }
        }

        private void read(DnsResponse response) {
            if (response.isTruncated()) {
                truncated();
                return;
            }
            boolean sure = response.code().equals(DnsResponseCode.NOERROR)
                    || response.code().equals(DnsResponseCode.NXDOMAIN);
            if (!sure && tries < TRIES) {
                send();
                return;
            }
            DnsAnswer read = DnsAnswer.read(response, name, type);
            boolean more = sure && read.addresses().isEmpty() && !read.alias().equals(name);
            if (more && aliases < MOST_ALIASES) {
                follow(read);
            } else {
                answer.tryComplete(read);
            }
        }

        /** An answer that was cut is none (RFC 2181, section 9), and the whole one was not to be had over TCP. */
        private void truncated() {
            if (tries < TRIES) {
                send();
            } else {
                answer.tryComplete(DnsAnswer.truncated(name));
            }
        }

        /** The server told of an alias but not where that leads. */
        private void follow(DnsAnswer read) {
            try {
                name = HostNames.normalise(read.alias());
            } catch (InvalidUrl e) {
                answer.tryComplete(read); // no host name: there is nobody to ask for
                return;
            }
            aliases++;
            tries = 0;
            send();
        }

        private void noAnswer() {
            answer.tryFail(new Refused(Refusal.DNS_TIMEOUT));
        }
    }
}
