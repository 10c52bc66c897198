package dev.gather.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An address that swallows who connects: its line is full, nobody is let in, and the kernel says nothing. Linux only.
 */
public final class Hole implements AutoCloseable {
    /** A socket that speaks both families is in the second, whatever it connects to. */
    private static final List<Path> CONNECTIONS = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final String SYN_SENT = "02";
    private static final int MORE_THAN_THE_LINE_TAKES = 4;

    private final ServerSocket listener;
    private final List<SocketChannel> waiting = new ArrayList<>();

    private Hole(ServerSocket listener) {
        this.listener = listener;
    }

    /** At a loopback address; port 0 is any free one. */
    public static Hole at(String address, int port) throws IOException {
        Hole hole = new Hole(new ServerSocket(port, 1, InetAddress.getByName(address)));
        for (int n = 0; n < MORE_THAN_THE_LINE_TAKES; n++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            boolean unused = channel.connect(hole.listener.getLocalSocketAddress());
            hole.waiting.add(channel);
        }
        return hole;
    }

    public int port() {
        return ((InetSocketAddress) listener.getLocalSocketAddress()).getPort();
    }

    /** Others on this machine who are still trying to connect to it. */
    public int knocking() throws IOException {
        int all = 0;
        for (Path table : CONNECTIONS) {
            all += connecting(table);
        }
        return all - pending();
    }

    private int connecting(Path table) throws IOException {
        String address = reversedHex(listener.getInetAddress().getAddress());
        String remote = address + String.format(Locale.ROOT, ":%04X", port());
        try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
            return (int) lines.map(line -> line.strip().split("\\s+"))
                    .filter(row -> row[2].endsWith(remote) && row[3].equals(SYN_SENT))
                    .count();
        }
    }

    /** As the kernel prints an IPv4 address on the machines that this runs on. */
    private static String reversedHex(byte[] address) {
        return String.format(Locale.ROOT, "%02X%02X%02X%02X", address[3], address[2], address[1], address[0]);
    }

    private int pending() throws IOException {
        int pending = 0;
        for (SocketChannel channel : waiting) {
            pending += channel.finishConnect() ? 0 : 1;
        }
        return pending;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : waiting) {
            channel.close();
        }
        listener.close();
    }
}
