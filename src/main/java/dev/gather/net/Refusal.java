package dev.gather.net;

import org.jspecify.annotations.Nullable;

/**
 * Why a target may not, or cannot, be connected to.
 *
 * @param message one sentence fit for the caller; never an address, and the same for every prohibited one
 * @param rcode the DNS answer, for example {@code NXDOMAIN}; only with {@link Reason#DNS_ERROR}, and
 *     not if nobody could be asked
 */
public record Refusal(
        Reason reason, String message, @Nullable String rcode) {
    static final Refusal DENIED_HOST =
            new Refusal(Reason.DENIED_HOST, "The operator does not allow fetches from this host.", null);
    static final Refusal PROHIBITED_ADDRESS =
            new Refusal(Reason.PROHIBITED_ADDRESS, "The destination is not a public address.", null);
    static final Refusal LOOP = new Refusal(Reason.LOOP, "The URL leads back to this service.", null);
    static final Refusal DNS_TIMEOUT =
            new Refusal(Reason.DNS_TIMEOUT, "The name servers did not answer for the host name in time.", null);

    static final Refusal NO_NAME_SERVER =
            new Refusal(Reason.DNS_ERROR, "There is no name server to ask for the host name.", null);

    static Refusal port(int port) {
        return new Refusal(Reason.INVALID_URL, "Port " + port + " may not be fetched from.", null);
    }

    static Refusal dnsError(String rcode) {
        return new Refusal(Reason.DNS_ERROR, "The host name has no address (" + rcode + ").", rcode);
    }

    /** The kinds of refusals. */
    public enum Reason {
        /** The port is not among those that may be spoken to. */
        INVALID_URL,
        /** The operator's list of hosts says no. */
        DENIED_HOST,
        /** One of the host's addresses is not public. */
        PROHIBITED_ADDRESS,
        /** The target is this service. */
        LOOP,
        /** The name servers answered, but with no address. */
        DNS_ERROR,
        /** The name servers did not answer. */
        DNS_TIMEOUT
    }
}
