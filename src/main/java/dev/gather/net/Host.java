package dev.gather.net;

/**
 * What limits count as one host: a normalised name (lower-case A-labels, or a canonical IP literal, IPv6 in brackets)
 * and a port.
 */
public record Host(String name, int port) {
    public Host {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected 1..65535)");
        }
    }

    /** The host that a URL names like this, with the port of https unless another one follows; in its normal form. */
    public static Host of(String written) throws InvalidUrl {
        if (written.chars().anyMatch(c -> c == '/' || c == '?' || c == '#')) {
            throw new InvalidUrl("A host and nothing else expected.");
        }
        return Target.parse("https://" + written).host();
    }

    @Override
    public String toString() {
        return name + ":" + port;
    }
}
