package dev.gather.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An origin on 127.0.0.1 whose connections are held by a script over blocking sockets, each on a thread of its own: for
 * what only a peer that controls every byte can do, within TLS and below it.
 */
public final class ScriptedOrigin implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;

    private final ServerSocket listener;
    private final Visits connections = new Visits();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private ScriptedOrigin(ServerSocket listener) {
        this.listener = listener;
    }

    /** What is done with each connection. When it ends, in whatever way, the peer is waited for to close. */
    public interface Script {
        void hold(Socket socket) throws Exception;
    }

    /** An origin that listens. */
    public static ScriptedOrigin start(Script script) {
        try {
            var origin = new ScriptedOrigin(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            run(() -> origin.accept(script));
            return origin;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the head of a request, its empty line included; empty at the connection's end. */
    public static String readHead(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends these bytes (ISO 8859-1). */
    public static void say(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends these bytes (ISO 8859-1) over and over, until the peer has closed. */
    public static void flood(Socket socket, String bytes) throws IOException {
        byte[] each = bytes.getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            socket.getOutputStream().write(each);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The absolute URL of a path in plain text. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The absolute URL of a path over TLS, under a name for 127.0.0.1. */
    public String tlsUrl(String name, String path) {
        return "https://" + name + ":" + port() + path;
    }

    /** Connections whose peer has not closed. */
    public int connections() {
        return connections.now();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return connections.total();
    }

    /** Listens no more, and closes what is open, which ends every script. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                connections.enter();
                run(() -> hold(socket, script));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void hold(Socket socket, Script script) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MS);
            perform(socket, script);
            if (!socket.isClosed()) {
                long unused = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            connections.leave();
        } catch (SocketTimeoutException stillOpen) {
            // The peer never closed, and stays counted.
        } catch (IOException gone) {
            connections.leave();
        } finally {
            open.remove(socket);
        }
    }

    private static void perform(Socket socket, Script script) {
        try {
            script.hold(socket);
        } catch (Exception end) {
            // A peer that leaves in the middle, or a handshake that fails, is what many scripts are for.
        }
    }

    private static void run(Runnable task) {
        var thread = new Thread(task, "scripted-origin");
        thread.setDaemon(true);
        thread.start();
    }
}
