package dev.gather.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A plain socket, for looking at the bytes of an answer and at how it ends. */
public final class RawClient implements AutoCloseable {
    private static final int MAX_BYTES = 1 << 20;
    private static final long READ_AT_MOST_NANOS = Duration.ofSeconds(10).toNanos();

    /** No byte reads as this in ISO 8859-1. */
    private static final String NEVER = "\uFFFF";

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** A connection to 127.0.0.1; each read ends after {@code readWithinMs}. */
    public static RawClient connect(int port, int readWithinMs) throws IOException {
        Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(readWithinMs);
        return new RawClient(socket);
    }

    /** What a GET on a connection of its own is answered. */
    public static Said get(int port, String path, int readWithinMs) throws IOException {
        try (RawClient client = connect(port, readWithinMs)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            return client.readAll();
        }
    }

    /** Sends text as ISO 8859-1. */
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads until the peer ends, says nothing for too long, has said a mebibyte, or ten seconds have passed. */
    public Said readAll() throws IOException {
        return read(NEVER);
    }

    /** Reads at most so many bytes, takes a pause, and so on to the end. */
    public Said readSlowly(int bytes, Duration pause) throws IOException {
        return read(NEVER, bytes, pause);
    }

    /** Reads as {@link #readAll}, but no further than this text; the end is then {@link End#OPEN}. */
    public Said readUntil(String text) throws IOException {
        return read(text);
    }

    private Said read(String last) throws IOException {
        return read(last, 8_192, Duration.ZERO);
    }

    private Said read(String last, int most, Duration pause) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] room = new byte[most];
        try {
            long end = System.nanoTime() + READ_AT_MOST_NANOS;
            while (text.length() < MAX_BYTES && System.nanoTime() < end) {
                int read = socket.getInputStream().read(room);
                if (read < 0) {
                    return new Said(text.toString(), End.CLOSED);
                }
                text.append(new String(room, 0, read, StandardCharsets.ISO_8859_1));
                if (text.indexOf(last) >= 0) {
                    return new Said(text.toString(), End.OPEN);
                }
                LockSupport.parkNanos(pause.toNanos());
            }
            return new Said(text.toString(), End.STILL_TALKING);
        } catch (SocketTimeoutException quiet) {
            return new Said(text.toString(), End.OPEN);
        } catch (SocketException reset) {
            return new Said(text.toString(), End.RESET);
        }
    }

    /** Ends this side, as {@code nc} does at the end of its input. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Leaves with a reset, as a process does that is killed with answers unread. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** What was read, as ISO 8859-1, and how it ended. */
    public record Said(String text, End end) {}

    /** How reading ended. */
    public enum End {
        CLOSED,
        RESET,
        OPEN,
        STILL_TALKING
    }
}
