package dev.gather.fetch;

import dev.gather.extract.Unmet;
import dev.gather.limit.HostRefusal;
import dev.gather.net.Host;
import dev.gather.net.Refusal;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a {@code Throwable} becomes a code. What Vert.x and Netty throw tells little without the phase.
 */
final class Failures {
    /** DNS answers after which the same question may be answered otherwise. */
    private static final Set<String> TEMPORARY = Set.of("SERVFAIL", "REFUSED", "TRUNCATED");

    /** How the JDK says that the peer sent a TLS alert; its name follows. */
    private static final String ALERT = "fatal alert: ";

    private static final int MAX_CAUSES = 16;

    private Failures() {}

    /** The failure that a refusal of {@code net} means at this phase. */
    static Failure of(Refusal refusal, Phase phase) {
        String message = refusal.message();
        return switch (refusal.reason()) {
            case INVALID_URL -> Failure.of(FailureCode.INVALID_URL, phase, message);
            case DENIED_HOST -> Failure.of(FailureCode.HTTP_REQUEST_DENIED, phase, message);
            case PROHIBITED_ADDRESS -> Failure.of(FailureCode.DESTINATION_IP_PROHIBITED, phase, message);
            case LOOP -> Failure.of(FailureCode.PROXY_LOOP_DETECTED, phase, message);
            case DNS_TIMEOUT -> Failure.of(FailureCode.DNS_TIMEOUT, Phase.DNS, message);
            case DNS_ERROR -> dnsError(refusal);
        };
    }

    /** The failure that a refusal of {@code limit} means for who was never tried. */
    static Failure of(Host host, HostRefusal refusal) {
        long retryAfterMs = TimeUnit.NANOSECONDS.toMillis(refusal.retryAfterNanos() + 999_999);
        return switch (refusal.reason()) {
            case PAUSED -> backoff(host, retryAfterMs);
            case UNAVAILABLE -> {
                String message =
                        host.name() + " could not be reached lately; it is tried again in " + retryAfterMs + " ms.";
                yield queued(FailureCode.DESTINATION_UNAVAILABLE, message, retryAfterMs);
            }
        };
    }

    /** The failure of an item whose host wants more time than there is. */
    private static Failure backoff(Host host, long retryAfterMs) {
        String message = host.name() + " wants to be left alone for " + retryAfterMs + " ms, which does not fit.";
        return queued(FailureCode.HOST_BACKOFF, message, retryAfterMs);
    }

    private static Failure queued(FailureCode code, String message, long retryAfterMs) {
        return new Failure(code, Phase.QUEUE, message, true, retryAfterMs, Map.of());
    }

    private static Failure dnsError(Refusal refusal) {
        String rcode = refusal.rcode();
        Failure failure = new Failure(
                FailureCode.DNS_ERROR,
                Phase.DNS,
                refusal.message(),
                rcode != null && TEMPORARY.contains(rcode),
                null,
                Map.of());
        return rcode == null ? failure : failure.with("rcode", rcode);
    }

    /** The failure that an exception means in this phase; null if it can only be a bug of ours. */
    static @Nullable Failure of(Throwable cause, Phase phase, String host) {
        if (find(cause, SSLException.class) != null && ofHandshake(cause, phase)) {
            return tls(cause, host);
        }
        return switch (phase) {
            case CONNECT, TLS -> connecting(cause, host);
            case BODY -> reading(cause, host);
            default -> awaiting(cause, host);
        };
    }

    /** With TLS 1.3 the handshake is over for us before the peer has seen our side of it, and perhaps refused it. */
    private static boolean ofHandshake(Throwable cause, Phase phase) {
        return switch (phase) {
            case BODY -> false;
            case WAIT -> alert(cause) != null;
            default -> true;
        };
    }

    /** Whether the address answered, but not with the TLS that was wanted: what another address says is no better. */
    static boolean endedByTls(Throwable cause) {
        return find(cause, SSLException.class) != null && find(cause, SslHandshakeTimeoutException.class) == null;
    }

    private static @Nullable Failure connecting(Throwable cause, String host) {
        if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
            return connect(FailureCode.CONNECTION_TIMEOUT, "No connection to " + host + " in time.");
        }
        if (cause instanceof NoRouteToHostException || unreachable(cause)) {
            return connect(FailureCode.DESTINATION_IP_UNROUTABLE, "There is no route to " + host + ".");
        }
        if (cause instanceof ConnectException) {
            return connect(FailureCode.CONNECTION_REFUSED, host + " refused the connection.");
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return connect(FailureCode.CONNECTION_LIMIT_REACHED, "Too many connections to " + host + " are wanted.");
        }
        if (closed(cause)) {
            return Failure.of(
                    FailureCode.CONNECTION_TERMINATED, Phase.CONNECT, host + " closed the connection at once.");
        }
        return null;
    }

    private static Failure connect(FailureCode code, String message) {
        return Failure.of(code, Phase.CONNECT, message);
    }

    private static boolean unreachable(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return cause instanceof IOException && (message.contains("unreachable") || message.contains("no route"));
    }

    private static Failure tls(Throwable cause, String host) {
        if (find(cause, SslHandshakeTimeoutException.class) != null) {
            return connect(FailureCode.CONNECTION_TIMEOUT, "No TLS handshake with " + host + " in time.");
        }
        if (find(cause, NotSslRecordException.class) != null) {
            return tls(FailureCode.TLS_PROTOCOL_ERROR, host + " does not speak TLS on this port.", "not_tls");
        }
        if (find(cause, CertificateException.class) != null || find(cause, CertPathBuilderException.class) != null) {
            String reason = certificateReason(cause);
            String said = reason.replace('_', ' ');
            return tls(FailureCode.TLS_CERTIFICATE_ERROR, "The certificate of " + host + ": " + said + ".", reason);
        }
        String alert = alert(cause);
        if (alert != null) {
            return tls(FailureCode.TLS_ALERT_RECEIVED, host + " ended the TLS handshake: " + alert + ".", alert);
        }
        String reason = find(cause, ClosedChannelException.class) != null ? "closed" : "handshake_failed";
        return tls(FailureCode.TLS_PROTOCOL_ERROR, "The TLS handshake with " + host + " failed.", reason);
    }

    private static Failure tls(FailureCode code, String message, String reason) {
        return Failure.of(code, Phase.TLS, message).with("tls_reason", reason);
    }

    private static String certificateReason(Throwable cause) {
        CertPathValidatorException path = find(cause, CertPathValidatorException.class);
        if (find(cause, CertificateExpiredException.class) != null
                || (path != null && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED)) {
            return "expired";
        }
        if (find(cause, CertificateNotYetValidException.class) != null
                || (path != null && path.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID)) {
            return "not_yet_valid";
        }
        if (path != null && path.getReason() == CertPathValidatorException.BasicReason.REVOKED) {
            return "revoked";
        }
        CertificateException plain = find(cause, CertificateException.class);
        String message = plain == null ? "" : String.valueOf(plain.getMessage());
        if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
            return "hostname_mismatch";
        }
        return message.equals(SelfSigned.MESSAGE) ? "self_signed" : "untrusted";
    }

    private static @Nullable String alert(Throwable cause) {
        Throwable at = cause;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
            String message = String.valueOf(at.getMessage());
            int alert = message.indexOf(ALERT);
            if (alert >= 0) {
                return message.substring(alert + ALERT.length()).toLowerCase(Locale.ROOT);
            }
            at = at.getCause();
        }
        return null;
    }

    /** The failure of an exchange that had no connection when its time was over. */
    static Failure connectTimeout(Phase phase, String host, long limitMs) {
        String within = limitMs > 0 ? " within " + limitMs + " ms." : " in the time that was left.";
        return phase == Phase.DNS
                ? Failure.of(FailureCode.DNS_TIMEOUT, phase, "No address for " + host + within)
                : Failure.of(FailureCode.CONNECTION_TIMEOUT, phase, "No connection to " + host + within);
    }

    /** The failure of an exchange that had a connection when its time was over. */
    static Failure timeout(Phase phase, String host) {
        return phase == Phase.BODY
                ? Failure.of(FailureCode.CONNECTION_READ_TIMEOUT, phase, host + " did not send the whole body in time.")
                : Failure.of(FailureCode.HTTP_RESPONSE_TIMEOUT, phase, host + " did not answer in time.");
    }

    private static @Nullable Failure awaiting(Throwable cause, String host) {
        String message = host + " closed the connection without an answer.";
        return answering(cause, host, Phase.HEAD, Failure.of(FailureCode.CONNECTION_TERMINATED, Phase.WAIT, message));
    }

    private static @Nullable Failure reading(Throwable cause, String host) {
        String message = host + " closed the connection before the announced end.";
        return answering(
                cause, host, Phase.BODY, Failure.of(FailureCode.HTTP_RESPONSE_INCOMPLETE, Phase.BODY, message));
    }

    private static @Nullable Failure answering(Throwable cause, String host, Phase phase, Failure ifClosed) {
        if (find(cause, SSLException.class) != null) {
            // TLS that breaks later is a connection that ends.
            return ifClosed;
        }
        Failure format = format(cause, phase, host);
        if (format != null) {
            return format;
        }
        return closed(cause) ? ifClosed : null;
    }

    private static @Nullable Failure format(Throwable cause, Phase phase, String host) {
        if (cause instanceof WireFault) {
            return Failure.of(FailureCode.HTTP_PROTOCOL_ERROR, phase, host + " " + cause.getMessage() + ".");
        }
        // Within a body a header is its trailer, and a line is the size of a chunk with what was added to it.
        boolean longLine = cause instanceof TooLongHttpLineException && phase != Phase.BODY;
        if (cause instanceof TooLongHttpHeaderException || longLine) {
            return headerTooLarge(phase, host);
        }
        boolean unreadable = cause instanceof DecoderException
                || cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException;
        return unreadable ? notHttp(phase, host) : null;
    }

    static Failure of(Unmet unmet) {
        String message = "The rule " + unmet.rule() + " could not be met. " + unmet.why();
        return Failure.of(FailureCode.EXTRACT_FAILED, Phase.DECODE, message).with("rule", unmet.rule());
    }

    static Failure headerTooLarge(Phase phase, String host) {
        return Failure.of(
                FailureCode.HTTP_RESPONSE_HEADER_SECTION_SIZE, phase, "The header of " + host + " is too large.");
    }

    static Failure notHttp(Phase phase, String host) {
        return Failure.of(FailureCode.HTTP_PROTOCOL_ERROR, phase, host + " sent what is not HTTP.");
    }

    private static boolean closed(Throwable cause) {
        return cause instanceof HttpClosedException
                || cause instanceof ClosedChannelException
                || cause instanceof PrematureChannelClosureException
                || (cause instanceof IOException && !(cause instanceof SSLException));
    }

    private static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        Throwable at = cause;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
