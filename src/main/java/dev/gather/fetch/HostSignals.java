package dev.gather.fetch;

import dev.gather.limit.Trouble;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an answer or a failure says of its host to all who would call it next. What says more about us, the caller or
 * one page than about the host is no trouble: our own caps, a refused address, a certificate, a caller who gave it no
 * time.
 */
final class HostSignals {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** Whoever gives less than this may not have the host slowed down for everybody. */
    private static final long LEAST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Set<Phase> CONNECTING = EnumSet.of(Phase.DNS, Phase.CONNECT, Phase.TLS);

    private HostSignals() {}

    /** Whether an answer of this status refuses work that the host may take later. */
    static boolean refusesForNow(int status) {
        return status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE;
    }

    /** What the head of an answer says; null if nothing. */
    static @Nullable Trouble of(int status, ResponseHeaders headers, long nowEpochMillis) {
        boolean refused = refusesForNow(status);
        if (!refused && !headers.tellsOfQuota()) {
            return null;
        }
        OptionalLong asked = HostHints.pauseMillis(headers, refused, nowEpochMillis);
        if (asked.isPresent()) {
            return Trouble.pause(status, TimeUnit.MILLISECONDS.toNanos(asked.getAsLong()));
        }
        return switch (status) {
            case TOO_MANY_REQUESTS -> Trouble.pause(status);
            case SERVICE_UNAVAILABLE -> Trouble.overload(status);
            default -> null;
        };
    }

    /** What it says that an exchange failed; null if nothing. */
    static @Nullable Trouble of(Failure failure, Order order) {
        if (!failure.retryable()) {
            return null;
        }
        if (CONNECTING.contains(failure.phase())) {
            return unreachable(failure.code(), Math.min(order.connectNanos(), order.totalNanos()));
        }
        boolean tooSlow = failure.code() == FailureCode.HTTP_RESPONSE_TIMEOUT;
        return tooSlow && order.totalNanos() >= LEAST_PATIENCE_NANOS ? Trouble.SLOW : null;
    }

    private static @Nullable Trouble unreachable(FailureCode code, long givenNanos) {
        return switch (code) {
            case DNS_ERROR, CONNECTION_REFUSED, DESTINATION_IP_UNROUTABLE, CONNECTION_TERMINATED -> Trouble.UNREACHABLE;
            case DNS_TIMEOUT, CONNECTION_TIMEOUT -> givenNanos >= LEAST_PATIENCE_NANOS ? Trouble.UNREACHABLE : null;
            default -> null;
        };
    }
}
