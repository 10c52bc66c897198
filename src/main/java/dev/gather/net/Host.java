package dev.gather.net;

/**
 * What limits count as one host: a normalised name (lower-case A-labels, or a canonical IP literal, IPv6 in brackets) and a
 * port.
 */
public record Host(String name, int port) {
    public Host {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected 1..65535)");
        }
    }

    @Override
    public String toString() {
        return name + ":" + port;
    }
}
