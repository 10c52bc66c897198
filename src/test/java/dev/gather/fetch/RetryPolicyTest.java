package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private final RetryPolicy longest = new RetryPolicy(() -> Math.nextDown(1.0));

    @ParameterizedTest
    @CsvSource({
        "200,false",
        "301,false",
        "400,false",
        "404,false",
        "408,true",
        "409,false",
        "425,true",
        "429,true",
        "500,true",
        "501,false",
        "502,true",
        "503,true",
        "504,true",
        "505,false"
    })
    void repeatsTheListedStatuses(int status, boolean repeats) {
        assertThat(longest.repeats(status)).isEqualTo(repeats);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {
                "DNS_TIMEOUT",
                "CONNECTION_REFUSED",
                "CONNECTION_TIMEOUT",
                "DESTINATION_IP_UNROUTABLE",
                "CONNECTION_LIMIT_REACHED",
                "CONNECTION_TERMINATED",
                "HTTP_RESPONSE_TIMEOUT",
                "CONNECTION_READ_TIMEOUT",
                "HTTP_RESPONSE_INCOMPLETE"
            })
    void repeatsWhatMayPass(FailureCode code) {
        assertThat(longest.repeats(Failure.of(code, Phase.CONNECT, ""))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {
                "INVALID_URL",
                "DESTINATION_IP_PROHIBITED",
                "PROXY_LOOP_DETECTED",
                "TLS_CERTIFICATE_ERROR",
                "HTTP_RESPONSE_BODY_SIZE",
                "HTTP_RESPONSE_CONTENT_CODING",
                "HTTP_PROTOCOL_ERROR",
                "DEADLINE_EXCEEDED",
                "CANCELLED",
                "PROXY_INTERNAL_ERROR"
            })
    void doesNotRepeatWhatWillNot(FailureCode code) {
        assertThat(longest.repeats(Failure.of(code, Phase.CONNECT, ""))).isFalse();
    }

    @Test
    void repeatsATemporaryDnsAnswerOnly() {
        var temporary = new Failure(FailureCode.DNS_ERROR, Phase.DNS, "", true, null, Map.of("rcode", "SERVFAIL"));
        assertThat(longest.repeats(temporary)).isTrue();
        assertThat(longest.repeats(Failure.of(FailureCode.DNS_ERROR, Phase.DNS, "")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1,500", "2,1000", "3,2000", "4,4000", "5,8000", "6,10000"})
    void waitsAtMostTwiceAsLongEachTime(int attempts, long ceilingMs) {
        assertThat(waitMs(longest, attempts, OptionalLong.empty())).isBetween(ceilingMs - 1, ceilingMs);
        assertThat(waitMs(new RetryPolicy(() -> 0), attempts, OptionalLong.empty()))
                .isZero();
    }

    @Test
    void neverWaitsLessThanTheHostAskedFor() {
        assertThat(waitMs(new RetryPolicy(() -> 0), 1, OptionalLong.of(2_000))).isEqualTo(2_000);
        assertThat(waitMs(longest, 3, OptionalLong.of(100))).isGreaterThan(1_000);
    }

    private static long waitMs(RetryPolicy policy, int attempts, OptionalLong retryAfterMs) {
        return TimeUnit.NANOSECONDS.toMillis(policy.waitNanos(attempts, retryAfterMs));
    }
}
