package dev.gather.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * An origin with one bad manner, on 127.0.0.1 at a free port. It reads requests only to count them; a test asks it how
 * many connections are open, so that what is given up is seen to be closed.
 */
public final class BadOrigin implements AutoCloseable {
    private static final int STARTED_WITHIN_S = 10;
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String TEXT = OK + "Content-Type: text/plain\r\n";
    private static final String GZIP = TEXT + "Content-Encoding: gzip\r\n";

    private final NetServer server;
    private final Visits connections = new Visits();
    private final AtomicInteger requests = new AtomicInteger();

    private BadOrigin(Vertx vertx, boolean resets, Manner manner) {
        // No linger makes every close a reset.
        NetServerOptions options = new NetServerOptions().setSoLinger(resets ? 0 : -1);
        server = vertx.createNetServer(options).connectHandler(socket -> connected(vertx, socket, manner));
    }

    /** Takes requests and says nothing. */
    public static BadOrigin silent(Vertx vertx) {
        return start(vertx, peer -> {});
    }

    /** A status line, then a header field without end, a byte each {@code everyMs}. */
    public static BadOrigin drippingHead(Vertx vertx, long everyMs) {
        return start(vertx, peer -> {
            peer.say(OK + "X-Slow: ");
            peer.repeat(everyMs, ".");
        });
    }

    /** A head without length, then a body without end, a byte each {@code everyMs}. */
    public static BadOrigin drippingBody(Vertx vertx, long everyMs) {
        return start(vertx, peer -> {
            peer.say(TEXT + "Transfer-Encoding: chunked\r\n\r\n");
            peer.repeat(everyMs, "1\r\n.\r\n");
        });
    }

    /** A head and the first bytes of a body, then silence. */
    public static BadOrigin stallingBody(Vertx vertx) {
        return saying(vertx, TEXT + "Content-Length: 1000\r\n\r\nfirst bytes");
    }

    /** Interim answers (100) without end, one each {@code everyMs}. */
    public static BadOrigin drippingInterim(Vertx vertx, long everyMs) {
        return start(vertx, peer -> peer.repeat(everyMs, "HTTP/1.1 100 Continue\r\n\r\n"));
    }

    /** A tenth of the promised body, then a close in good order. */
    public static BadOrigin truncating(Vertx vertx) {
        return sayingThenClosing(vertx, TEXT + "Content-Length: 1000\r\n\r\n" + ".".repeat(100));
    }

    /** A chunk, then a close where the last chunk should be. */
    public static BadOrigin truncatingChunks(Vertx vertx) {
        return sayingThenClosing(vertx, TEXT + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    }

    /** Closes in good order without a byte. */
    public static BadOrigin closing(Vertx vertx) {
        return sayingThenClosing(vertx, "");
    }

    /** A reset instead of an answer. */
    public static BadOrigin resetting(Vertx vertx) {
        return resettingAfter(vertx, "");
    }

    /** A reset within the head. */
    public static BadOrigin resettingInHead(Vertx vertx) {
        return resettingAfter(vertx, TEXT + "X-Half: ");
    }

    /** A reset within the body. */
    public static BadOrigin resettingInBody(Vertx vertx) {
        return resettingAfter(vertx, TEXT + "Content-Length: 1000\r\n\r\n" + ".".repeat(100));
    }

    /** A body without end, as fast as it is read. */
    public static BadOrigin endless(Vertx vertx) {
        Buffer chunk = Buffer.buffer("4000\r\n" + "0123456789abcdef".repeat(1_024) + "\r\n");
        return start(vertx, peer -> {
            peer.say(TEXT + "Transfer-Encoding: chunked\r\n\r\n");
            peer.flood(chunk);
        });
    }

    /** A promised length no one should wait for, and bytes until somebody leaves. */
    public static BadOrigin hugeLength(Vertx vertx, long length) {
        Buffer chunk = Buffer.buffer("0123456789abcdef".repeat(1_024));
        return start(vertx, peer -> {
            peer.say(TEXT + "Content-Length: " + length + "\r\n\r\n");
            peer.flood(chunk);
        });
    }

    /** Header fields without end. */
    public static BadOrigin endlessHeaders(Vertx vertx) {
        Buffer fields = Buffer.buffer(("X-More: " + "m".repeat(100) + "\r\n").repeat(100));
        return start(vertx, peer -> {
            peer.say(OK);
            peer.flood(fields);
        });
    }

    /** One header field of so many bytes, in an answer that is right otherwise. */
    public static BadOrigin hugeHeader(Vertx vertx, int bytes) {
        return saying(vertx, OK + "X-Huge: " + "h".repeat(bytes) + "\r\nContent-Length: 2\r\n\r\nok");
    }

    /** A status line of so many bytes. */
    public static BadOrigin hugeStatusLine(Vertx vertx, int bytes) {
        return saying(vertx, "HTTP/1.1 200 " + "O".repeat(bytes) + "\r\nContent-Length: 2\r\n\r\nok");
    }

    /** So many mebibytes of zeros in a gzip stream a thousand times shorter. */
    public static BadOrigin decompressionBomb(Vertx vertx, int mebibytes) {
        return saying(vertx, sized(GZIP, gzip(new byte[1 << 20], mebibytes)));
    }

    /** Gzip within gzip, said as it is: {@code gzip, gzip}. */
    public static BadOrigin nestedGzip(Vertx vertx) {
        byte[] body = gzip(gzip("hello".getBytes(StandardCharsets.US_ASCII), 1), 1);
        return saying(vertx, sized(TEXT + "Content-Encoding: gzip, gzip\r\n", body));
    }

    /** Two lengths that differ. */
    public static BadOrigin lyingLength(Vertx vertx) {
        return saying(vertx, TEXT + "Content-Length: 5\r\nContent-Length: 3\r\n\r\nhello");
    }

    /** A length and chunks at once. */
    public static BadOrigin lengthAndChunked(Vertx vertx) {
        return saying(vertx, TEXT + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    }

    /** A chunk whose size is no number. */
    public static BadOrigin badChunks(Vertx vertx) {
        return saying(vertx, TEXT + "Transfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n0\r\n\r\n");
    }

    /** Bytes that are not HTTP, then a close. */
    public static BadOrigin garbage(Vertx vertx) {
        return sayingThenClosing(vertx, "\u0001\u0002 this is not HTTP \u0003\n\n\n");
    }

    /** A body without a head, as HTTP/0.9 had it, then a close. */
    public static BadOrigin http09(Vertx vertx) {
        return sayingThenClosing(vertx, "<html><body>no head</body></html>\n");
    }

    /** A protocol change that nobody asked for. */
    public static BadOrigin unsolicited101(Vertx vertx) {
        return saying(vertx, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: nothing\r\n\r\n");
    }

    /** A status line with these three digits, or more, or fewer, and an empty body. */
    public static BadOrigin status(Vertx vertx, int status) {
        return saying(vertx, "HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n\r\n");
    }

    /** A redirect to the path that was asked for. */
    public static BadOrigin redirectLoop(Vertx vertx) {
        return saying(vertx, "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    }

    /** A redirect to wherever. */
    public static BadOrigin redirectTo(Vertx vertx, String location) {
        return saying(vertx, "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    }

    /** Half a gzip stream under the length of that half. */
    public static BadOrigin gzipTruncated(Vertx vertx) {
        byte[] whole = gzip("hello, hello, hello".getBytes(StandardCharsets.US_ASCII), 50);
        return saying(vertx, sized(GZIP, Arrays.copyOf(whole, whole.length / 2)));
    }

    /** A gzip stream whose check sum is wrong. */
    public static BadOrigin gzipCorrupt(Vertx vertx) {
        byte[] bytes = gzip("hello, hello, hello".getBytes(StandardCharsets.US_ASCII), 50);
        bytes[bytes.length - 8] ^= 1;
        return saying(vertx, sized(GZIP, bytes));
    }

    // next

    /** A whole answer, then the beginning of one that nobody asked for. */
    public static BadOrigin answerThenGarbage(Vertx vertx) {
        return saying(vertx, OK + "Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
    }

    /** 304, which has no body, with one; a second request on the connection would read it as its answer. */
    public static BadOrigin bodyAfter304(Vertx vertx) {
        return saying(vertx, "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\npoison");
    }

    /** A body after every head, asked with HEAD or not. */
    public static BadOrigin bodyAfterHead(Vertx vertx) {
        return saying(vertx, OK + "Content-Length: 6\r\n\r\npoison");
    }

    /** A good answer that promises to stay, then a close without a word. */
    public static BadOrigin closesIdle(Vertx vertx) {
        return sayingThenClosing(vertx, OK + "Content-Length: 2\r\n\r\nok");
    }

    /** A good answer to the first request of a connection; the second is met by a close. */
    public static BadOrigin closesOnReuse(Vertx vertx) {
        return start(vertx, peer -> {
            if (peer.requests > 1) {
                peer.close();
                return;
            }
            peer.say(OK + "Content-Length: 2\r\n\r\nok");
        });
    }

    /** Exactly these bytes (ISO 8859-1) for each request; the connection stays open. */
    public static BadOrigin saying(Vertx vertx, String bytes) {
        return saying(vertx, Buffer.buffer(bytes, "ISO-8859-1"));
    }

    /** Exactly these bytes for each request; the connection stays open. */
    public static BadOrigin saying(Vertx vertx, Buffer bytes) {
        return start(vertx, peer -> peer.say(bytes));
    }

    /** Exactly these bytes (ISO 8859-1), then a close in good order. */
    public static BadOrigin sayingThenClosing(Vertx vertx, String bytes) {
        return start(vertx, peer -> peer.sayThenClose(bytes));
    }

    private static BadOrigin resettingAfter(Vertx vertx, String bytes) {
        return new BadOrigin(vertx, true, peer -> peer.sayThenClose(bytes)).listen();
    }

    private static BadOrigin start(Vertx vertx, Manner manner) {
        return new BadOrigin(vertx, false, manner).listen();
    }

    private BadOrigin listen() {
        within(() -> server.listen(0, "127.0.0.1"));
        return this;
    }

    public int port() {
        return server.actualPort();
    }

    /** The absolute URL of a path. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Connections open now. */
    public int connections() {
        return connections.now();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return connections.total();
    }

    /** Requests whose head arrived so far. */
    public int requests() {
        return requests.get();
    }

    /** Waits until no connection is open; false if one still is when the time has passed. */
    public boolean awaitAllClosed(Duration atMost) throws InterruptedException {
        return connections.awaitNone(atMost);
    }

    @Override
    public void close() {
        within(server::close);
    }

    private void connected(Vertx vertx, NetSocket socket, Manner manner) {
        connections.enter();
        Peer peer = new Peer(vertx, socket);
        socket.exceptionHandler(reset -> {});
        socket.closeHandler(closed -> {
            peer.gone();
            connections.leave();
        });
        RequestHeads heads = new RequestHeads(() -> {
            requests.incrementAndGet();
            peer.requests++;
            manner.answer(peer);
        });
        socket.handler(heads);
    }

    private static <T> T within(Supplier<Future<T>> operation) {
        try {
            return operation.get().await(STARTED_WITHIN_S, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException(late);
        }
    }

    private static Buffer sized(String head, byte[] body) {
        return Buffer.buffer(head + "Content-Length: " + body.length + "\r\n\r\n")
                .appendBytes(body);
    }

    private static byte[] gzip(byte[] plain, int times) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < times; i++) {
                out.write(plain);
            }
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    /** What is done about each request. */
    private interface Manner {
        void answer(Peer peer);
    }

    /** One connection, on its loop. */
    private static final class Peer {
        private static final int CHUNKS_PER_TURN = 16;

        private final Vertx vertx;
        private final NetSocket socket;
        private boolean gone;
        private int requests;

        Peer(Vertx vertx, NetSocket socket) {
            this.vertx = vertx;
            this.socket = socket;
        }

        void say(String text) {
            say(Buffer.buffer(text, "ISO-8859-1"));
        }

        void say(Buffer bytes) {
            socket.write(bytes);
        }

        void sayThenClose(String text) {
            socket.write(Buffer.buffer(text, "ISO-8859-1")).onComplete(written -> close());
        }

        void close() {
            socket.close();
        }

        void gone() {
            gone = true;
        }

        void repeat(long everyMs, String text) {
            vertx.setTimer(everyMs, fired -> {
                if (!gone) {
                    say(text);
                    repeat(everyMs, text);
                }
            });
        }

        void flood(Buffer chunk) {
            for (int i = 0; i < CHUNKS_PER_TURN; i++) {
                if (gone) {
                    return;
                }
                if (socket.writeQueueFull()) {
                    socket.drainHandler(drained -> flood(chunk));
                    return;
                }
                say(chunk);
            }
            vertx.getOrCreateContext().runOnContext(next -> flood(chunk));
        }
    }
}
