package dev.gather.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A name server on loopback that says what it is told to and counts what it is asked. Names that nobody
 * taught it do not exist.
 */
public final class TestDns implements AutoCloseable {
    /** Record types, as asked for and counted. */
    public static final int A = 1;

    public static final int AAAA = 28;
    private static final int CNAME = 5;
    private static final int ANY = 255;

    private static final int NOERROR = 0;
    public static final int SERVFAIL = 2;
    public static final int NXDOMAIN = 3;
    public static final int REFUSED = 5;

    private static final int HEADER_BYTES = 12;
    private static final int RESPONSE = 0x8180;
    private static final int LONGEST_DATAGRAM = 1_232;
    private static final byte TRUNCATED = 2;
    private static final int LONGEST_CHAIN = 4;
    private static final String MAPPED = "::ffff:";

    private final DatagramSocket socket;
    private final ServerSocket tcp;
    private final Map<String, UnaryOperator<byte[]>> distortions = new ConcurrentHashMap<>();
    private final Map<String, Zone> zones = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    private TestDns(DatagramSocket socket, ServerSocket tcp) {
        this.socket = socket;
        this.tcp = tcp;
    }

    /** A server that listens. */
    public static TestDns start() throws IOException {
        var dns = new TestDns(new DatagramSocket(0, InetAddress.getLoopbackAddress()), null);
        run(dns::serve);
        return dns;
    }

    /** A server that listens on TCP too, for answers that do not fit a datagram. */
    public static TestDns startWithTcp() throws IOException {
        var tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var dns = new TestDns(new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress()), tcp);
        run(dns::serve);
        run(dns::serveTcp);
        return dns;
    }

    private static void run(Runnable task) {
        var thread = new Thread(task, "test-dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    /** Teaches a name its addresses, IPv4 and IPv6 mixed, each with this time to live. */
    public TestDns addresses(String name, int ttlSeconds, String... literals) {
        return alternating(name, ttlSeconds, List.of(literals));
    }

    /** Teaches a name several answers; the n-th question of a record type gets the n-th, then they start again. */
    @SafeVarargs
    public final TestDns alternating(String name, int ttlSeconds, List<String>... answers) {
        zones.put(name, new Zone(NOERROR, null, ttlSeconds, turn -> answers[turn % answers.length]));
        return this;
    }

    /** Teaches a name that it is another's alias; the answer holds the alias and the other's addresses, if any. */
    public TestDns alias(String name, String other) {
        zones.put(name, new Zone(NOERROR, other, 60, turn -> List.of()));
        return this;
    }

    /** Answers a name with an error. */
    public TestDns error(String name, int rcode) {
        zones.put(name, new Zone(rcode, null, 0, turn -> List.of()));
        return this;
    }

    /** Never answers questions for a name. */
    public TestDns silent(String name) {
        zones.put(name, Zone.SILENT);
        return this;
    }

    /** Answers for a name, but never says a word about one record type. */
    public TestDns silent(String name, int type, String literal) {
        zones.put(name, new Zone(NOERROR, null, 60, turn -> List.of(literal), type));
        return this;
    }

    /** Sends what this makes of each answer for a name. */
    public TestDns distorting(String name, UnaryOperator<byte[]> distortion) {
        distortions.put(name, distortion);
        return this;
    }

    /** How often a name was asked for, by record type. */
    public int queries(String name, int type) {
        return counter(name, type).get();
    }

    @Override
    public void close() {
        socket.close();
        if (tcp != null) {
            try {
                tcp.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private AtomicInteger counter(String name, int type) {
        return asked.computeIfAbsent(name + '/' + type, any -> new AtomicInteger());
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                answer(packet);
            } catch (SocketException e) {
                return; // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket peer = tcp.accept()) {
                var in = new DataInputStream(peer.getInputStream());
                byte[] reply = reply(ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort())));
                var out = new DataOutputStream(peer.getOutputStream());
                out.writeShort(reply.length);
                out.write(reply);
            } catch (IOException e) {
                // This peer is gone, or the server is closed.
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        byte[] reply = reply(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        if (reply.length > LONGEST_DATAGRAM) {
            reply = cut(reply);
        }
        if (reply.length > 0) {
            socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
    }

    /** As much of an answer as comes before its records, and word that there is more. */
    private static byte[] cut(byte[] reply) {
        ByteBuffer whole = ByteBuffer.wrap(reply).position(HEADER_BYTES);
        String unused = readName(whole);
        byte[] cut = Arrays.copyOf(reply, whole.position() + 4);
        cut[2] |= TRUNCATED;
        return ByteBuffer.wrap(cut).putShort(6, (short) 0).array();
    }

    /** The answer to a question; empty where there is to be none. */
    private byte[] reply(ByteBuffer question) {
        int id = question.getShort();
        question.position(HEADER_BYTES);
        String name = readName(question);
        int type = question.getShort();
        int turn = counter(name, type).getAndIncrement();
        Zone zone = zones.getOrDefault(name, Zone.UNKNOWN);
        if (zone.silentType == type || zone.silentType == ANY) {
            return new byte[0];
        }
        return distortions.getOrDefault(name, same -> same).apply(reply(id, name, type, zone, turn));
    }

    private byte[] reply(int id, String name, int type, Zone zone, int turn) {
        var out = ByteBuffer.allocate(0xffff);
        out.putShort((short) id).putShort((short) (RESPONSE | zone.rcode)).putShort((short) 1);
        out.position(HEADER_BYTES);
        out.put(encodedName(name)).putShort((short) type).putShort((short) 1);
        int records = 0;
        String owner = name;
        Zone holder = zone;
        while (holder.alias != null && records < LONGEST_CHAIN) {
            record(out, owner, CNAME, holder.ttlSeconds, encodedName(holder.alias));
            records++;
            owner = holder.alias;
            holder = zones.getOrDefault(owner, Zone.UNKNOWN);
        }
        for (byte[] address : holder.addresses(turn, type)) {
            record(out, owner, type, holder.ttlSeconds, address);
            records++;
        }
        out.putShort(6, (short) records);
        byte[] reply = new byte[out.position()];
        out.flip().get(reply);
        return reply;
    }

    private static void record(ByteBuffer out, String owner, int type, int ttlSeconds, byte[] data) {
        out.put(encodedName(owner)).putShort((short) type).putShort((short) 1);
        out.putInt(ttlSeconds).putShort((short) data.length).put(data);
    }

    private static String readName(ByteBuffer in) {
        var labels = new ArrayList<String>();
        for (int length = in.get(); length > 0; length = in.get()) {
            byte[] label = new byte[length];
            in.get(label);
            labels.add(new String(label, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
        }
        return String.join(".", labels);
    }

    private static byte[] encodedName(String name) {
        var out = ByteBuffer.allocate(name.length() + 2);
        for (String label : name.split("\\.", -1)) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return out.put((byte) 0).array();
    }

    private record Zone(int rcode, String alias, int ttlSeconds, IntFunction<List<String>> answers, int silentType) {
        private static final Zone SILENT = new Zone(NOERROR, null, 0, turn -> List.of(), ANY);
        private static final Zone UNKNOWN = new Zone(NXDOMAIN, null, 0, turn -> List.of());

        Zone(int rcode, String alias, int ttlSeconds, IntFunction<List<String>> answers) {
            this(rcode, alias, ttlSeconds, answers, 0);
        }

        List<byte[]> addresses(int turn, int type) {
            int length = type == A ? 4 : 16;
            return answers.apply(turn).stream()
                    .map(Zone::bytes)
                    .filter(bytes -> bytes.length == length)
                    .toList();
        }

        private static byte[] bytes(String literal) {
            if (literal.startsWith(MAPPED)) { // the JDK would make it IPv4
                byte[] inner = bytes(literal.substring(MAPPED.length()));
                return ByteBuffer.allocate(16)
                        .putShort(10, (short) -1)
                        .put(12, inner)
                        .array();
            }
            try {
                return InetAddress.getByName(literal).getAddress();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
