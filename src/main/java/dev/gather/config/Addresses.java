package dev.gather.config;

import static dev.gather.config.Kinds.check;
import static dev.gather.config.Kinds.wholeOf;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** The types of settings that name an end of a connection. Nothing is resolved: addresses are literal. */
final class Addresses {
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final String LISTEN = "expected ip:port, for example 127.0.0.1:8080 or [::1]:8080";
    private static final String SERVER = "expected ip:port, for example 192.0.2.53:53";
    private static final String PROXY = "expected http://host:port without credentials";

    private Addresses() {}

    /** Where to listen: a literal address, or {@code localhost}, and a port; 0 takes any free port. */
    static Kind<SocketAddress> listen() {
        return Kind.of("ip:port", LISTEN, text -> ofVertx(literal(text, LISTEN, 0)), Addresses::shown);
    }

    /** A name server. */
    static Kind<InetSocketAddress> nameServer() {
        return Kind.of("ip:port", SERVER, text -> literal(text, SERVER, 1), server -> shown(ofVertx(server)));
    }

    /** An HTTP proxy; what looks like credentials is hidden in messages. */
    static Kind<SocketAddress> proxy() {
        Kind<SocketAddress> plain =
                Kind.of("http://host:port", PROXY, Addresses::proxyOf, proxy -> "http://" + shown(proxy));
        return new Kind<>(
                plain.label(), raw -> plain.read(raw.text(PROXY).contains("@") ? raw.hidden() : raw), plain.showing());
    }

    /** Whether only this machine can reach what listens there. */
    static boolean anywhere(SocketAddress address) {
        return literalHost(address.host(), LISTEN).isAnyLocalAddress();
    }

    static boolean loopback(SocketAddress address) {
        return literalHost(address.host(), LISTEN).isLoopbackAddress();
    }

    private static InetSocketAddress literal(String text, String expected, int leastPort) {
        int colon = text.lastIndexOf(':');
        check(colon > 0, expected);
        String host = text.substring(0, colon);
        int port = wholeOf(text.substring(colon + 1), leastPort, 65_535, expected);
        return new InetSocketAddress(written(host, expected), port);
    }

    private static InetAddress written(String host, String expected) {
        if (host.equals("localhost")) {
            return literalHost("127.0.0.1", expected);
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        check(bracketed || NetUtil.isValidIpV4Address(host), expected);
        return literalHost(bracketed ? host.substring(1, host.length() - 1) : host, expected);
    }

    private static InetAddress literalHost(String host, String expected) {
        check(NetUtil.isValidIpV4Address(host) || isPlainIpV6(host), expected);
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(host));
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(expected, wrongLength);
        }
    }

    /** Without brackets and without a zone, both of which Netty lets pass. */
    private static boolean isPlainIpV6(String host) {
        return host.indexOf('[') < 0 && host.indexOf('%') < 0 && NetUtil.isValidIpV6Address(host);
    }

    private static SocketAddress proxyOf(String text) {
        check(text.startsWith("http://"), PROXY);
        String authority = text.substring("http://".length()).replaceFirst("/$", "");
        int colon = authority.lastIndexOf(':');
        check(colon > 0, PROXY);
        int port = wholeOf(authority.substring(colon + 1), 1, 65_535, PROXY);
        return SocketAddress.inetSocketAddress(port, proxyHost(authority.substring(0, colon)));
    }

    private static String proxyHost(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String bare = host.substring(1, host.length() - 1);
            check(isPlainIpV6(bare), PROXY);
            return bare;
        }
        check(HOST_NAME.matcher(host).matches(), PROXY);
        return host;
    }

    private static SocketAddress ofVertx(InetSocketAddress address) {
        return SocketAddress.inetSocketAddress(address.getPort(), NetUtil.toAddressString(address.getAddress()));
    }

    private static String shown(SocketAddress address) {
        String host = address.host();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.port();
    }
}
