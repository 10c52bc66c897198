package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.limit.Trouble;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostSignalsTest {
    private static final long NOW = 1_784_111_770_000L;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200||",
                "200|retry-after: 5|",
                "404||",
                "500||",
                "500|retry-after: 5|",
                "502||",
                "504||",
                "429||PAUSE 0",
                "429|retry-after: 0|PAUSE 0",
                "429|retry-after: 5|PAUSE 5000",
                "429|x-ratelimit-reset: 7|PAUSE 7000",
                "503||OVERLOAD 0",
                "503|retry-after: 0|OVERLOAD 0",
                "503|retry-after: 5|PAUSE 5000",
                "503|retry-after: 86400|PAUSE 3600000",
                "200|ratelimit: a;r=0;t=5|PAUSE 5000",
                "200|ratelimit: a;r=1;t=5|",
                "403|ratelimit: a;r=0;t=5|PAUSE 5000",
                "302|ratelimit: a;r=0;t=5|PAUSE 5000",
            })
    void anAnswerSaysSoMuchOfItsHost(int status, String field, String expected) {
        Trouble trouble = HostSignals.of(status, headers(field), NOW);
        String said =
                trouble == null ? null : trouble.kind() + " " + TimeUnit.NANOSECONDS.toMillis(trouble.askedNanos());
        assertThat(said).isEqualTo(expected);
        assertThat(trouble == null ? status : trouble.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "DNS_TIMEOUT, DNS, 5000, 10000, UNREACHABLE",
        "DNS_TIMEOUT, DNS, 999, 10000, ",
        "CONNECTION_REFUSED, CONNECT, 5, 5, UNREACHABLE",
        "DESTINATION_IP_UNROUTABLE, CONNECT, 5, 5, UNREACHABLE",
        "CONNECTION_TERMINATED, CONNECT, 5, 5, UNREACHABLE",
        "CONNECTION_TIMEOUT, CONNECT, 1000, 1000, UNREACHABLE",
        "CONNECTION_TIMEOUT, CONNECT, 999, 10000, ",
        "CONNECTION_TIMEOUT, CONNECT, 5000, 999, ",
        "CONNECTION_LIMIT_REACHED, CONNECT, 5000, 10000, ",
        "TLS_CERTIFICATE_ERROR, TLS, 5000, 10000, ",
        "TLS_PROTOCOL_ERROR, TLS, 5000, 10000, ",
        "TLS_ALERT_RECEIVED, TLS, 5000, 10000, ",
        "HTTP_RESPONSE_TIMEOUT, WAIT, 5000, 1000, OVERLOAD",
        "HTTP_RESPONSE_TIMEOUT, WAIT, 5000, 999, ",
        "CONNECTION_READ_TIMEOUT, BODY, 5000, 10000, ",
        "CONNECTION_TERMINATED, WAIT, 5000, 10000, ",
        "HTTP_RESPONSE_INCOMPLETE, BODY, 5000, 10000, ",
        "HTTP_RESPONSE_BODY_SIZE, BODY, 5000, 10000, ",
        "HTTP_RESPONSE_HEADER_SECTION_SIZE, HEAD, 5000, 10000, ",
        "DESTINATION_IP_PROHIBITED, ADMIT, 5000, 10000, ",
        "PROXY_INTERNAL_ERROR, CONNECT, 5000, 10000, ",
    })
    void aFailureSaysSoMuchOfItsHost(
            FailureCode code, Phase phase, long connectMs, long totalMs, Trouble.Kind expected) {
        Trouble trouble = HostSignals.of(Failure.of(code, phase, ""), order(connectMs, totalMs));
        assertThat(trouble == null ? null : trouble.kind()).isEqualTo(expected);
    }

    @Test
    void aNameThatDoesNotExistIsNoTroubleAndAServerThatFailsIs() {
        Failure gone = Failure.of(FailureCode.DNS_ERROR, Phase.DNS, "").with("rcode", "NXDOMAIN");
        Failure failing = new Failure(FailureCode.DNS_ERROR, Phase.DNS, "", true, null, Map.of("rcode", "SERVFAIL"));
        assertThat(HostSignals.of(gone, order(5_000, 10_000))).isNull();
        assertThat(HostSignals.of(failing, order(5_000, 10_000))).isEqualTo(Trouble.UNREACHABLE);
    }

    private static Order order(long connectMs, long totalMs) {
        return new Order(
                HttpMethod.GET,
                Bench.target("http://h.example/"),
                HttpHeaders.headers(),
                null,
                TimeUnit.MILLISECONDS.toNanos(connectMs),
                TimeUnit.MILLISECONDS.toNanos(totalMs),
                1,
                false,
                true,
                false,
                Phase.ADMIT,
                false);
    }

    private static ResponseHeaders headers(String field) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        if (field != null) {
            int colon = field.indexOf(": ");
            lines.add(Map.entry(field.substring(0, colon), field.substring(colon + 2)));
        }
        return new ResponseHeaders(lines);
    }
}
