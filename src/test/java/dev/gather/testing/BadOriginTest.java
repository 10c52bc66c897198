package dev.gather.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.testing.RawClient.End;
import dev.gather.testing.RawClient.Said;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One manner of each kind does what it says; and so does the raw server that has them. */
@ExtendWith(VertxExtension.class)
final class BadOriginTest {
    private static final int QUIET_MS = 150;
    private static final Duration SOON = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silent                   | ''                                   | OPEN",
                "stall-in-body            | 'first bytes'                        | OPEN",
                "close-in-body            | 'Content-Length: 1000'               | CLOSED",
                "close-before-last-chunk  | 'hello'                              | CLOSED",
                "close-before-answer      | ''                                   | CLOSED",
                "early-refusal            | '413 Content Too Large'              | CLOSED",
                "reset-before-answer      | ''                                   | RESET",
                "reset-in-header          | 'X-Half: '                           | RESET",
                "reset-in-body            | '....'                               | RESET",
                "endless-body             | '4000'                               | STILL_TALKING",
                "endless-headers          | 'X-More: header'                     | STILL_TALKING",
                "length-huge              | '1152921504606846976'                | STILL_TALKING",
                "gzip-bomb                | 'Content-Encoding: gzip'             | STILL_TALKING",
                "huge-header              | 'hhhhhhhhhhhhhhhhhhhhhhhhhh'         | STILL_TALKING",
                "gzip-bomb-twice          | 'Content-Encoding: gzip, gzip'       | OPEN",
                "status-20000             | 'HTTP/1.1 20000 '                    | OPEN",
                "unasked-answer           | 'poison'                             | OPEN",
                "redirect-loop            | 'Location: /bad/redirect-loop'       | OPEN",
                "redirect-relative        | 'Location: redirect-relative/there'  | OPEN",
                "redirect-chain           | 'Location: /bad/redirect-chain/chain-1' | OPEN",
                "redirect-without-scheme  | 'Location: //127.0.0.1/bad/'         | OPEN",
            })
    void misbehavesAsNamed(String manner, String says, End end, Vertx vertx) throws Exception {
        try (BadOrigin origin = BadOrigin.named(vertx, manner)) {
            Said said = RawClient.get(origin.port(), "/bad/" + manner, QUIET_MS);
            assertThat(said.text()).contains(says);
            assertThat(said.end()).isEqualTo(end);
            assertThat(origin.requests()).isOne();
            assertThat(origin.accepted()).isOne();
            assertThat(origin.awaitAllClosed(SOON)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drip-status-line | 'HTTP/1.1 200 OOO'",
                "drip-header      | 'X-Slow: ..'",
                "drip-body        | '.'",
                "drip-interim     | '100 Continue'",
            })
    void dripsUntilThePeerLeaves(String manner, String says, Vertx vertx) throws Exception {
        try (BadOrigin origin = BadOrigin.named(vertx, manner)) {
            try (RawClient client = RawClient.connect(origin.port(), 5_000)) {
                client.send("GET / HTTP/1.1\r\n\r\n");
                assertThat(client.readUntil(says).text()).contains(says);
                assertThat(origin.connections()).isOne();
            }
            assertThat(origin.awaitAllClosed(SOON)).isTrue();
        }
    }

    @Test
    void closesWhenAConnectionIsUsedAgain(Vertx vertx) throws Exception {
        try (BadOrigin origin = BadOrigin.named(vertx, "close-when-used-again");
                RawClient client = RawClient.connect(origin.port(), 5_000)) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.readUntil("ok\n").end()).isEqualTo(End.OPEN);
            client.send("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");
            Said second = client.readAll();
            assertThat(second).isEqualTo(new Said("", End.CLOSED));
            assertThat(origin.requests()).isEqualTo(2);
        }
    }

    @Test
    void answersBeforeTheRequestIsThere(Vertx vertx) throws Exception {
        try (BadOrigin origin = BadOrigin.named(vertx, "early-answer");
                RawClient client = RawClient.connect(origin.port(), 5_000)) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf");
            assertThat(client.readUntil("ok\n").text()).startsWith("HTTP/1.1 200 ");
            client.send("h".repeat(996) + "GET / HTTP/1.1\r\n\r\n");
            assertThat(client.readUntil("ok\n").text()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aRedirectThatIsFollowedArrives(Vertx vertx) throws Exception {
        try (BadOrigin origin = BadOrigin.named(vertx, "redirect-with-cookie");
                RawClient client = RawClient.connect(origin.port(), 5_000)) {
            client.send("GET /x/there HTTP/1.1\r\n\r\n");
            assertThat(client.readUntil("\n\r\narrived\n").text()).endsWith("\r\n\r\narrived\n");
            client.send("GET /x/there HTTP/1.1\r\nCookie: a=b\r\n\r\n");
            assertThat(client.readUntil("cookie\n").text()).endsWith("arrived with a cookie\n");
        }
    }

    @Test
    void aMannerThatIsNotThereIsNamed(Vertx vertx) {
        assertThatThrownBy(() -> BadOrigin.named(vertx, "no-such")).hasMessageContaining("manner: no-such");
    }
}
