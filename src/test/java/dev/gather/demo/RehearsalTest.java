package dev.gather.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.origin.OriginServer;
import dev.gather.testing.GoodOrigin;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
final class RehearsalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{'counts':{'total':300,'ok':2}}|rehearsal: 96 URLs were ok (expected 9443)",
                "200|{'counts':{'total':300,'failed':300}}|rehearsal: 0 URLs were ok (expected 9443)",
                "200|{}|rehearsal: 0 URLs were ok (expected 9443)",
                "503|busy|POST /v1/fetch: 503 busy",
            },
            quoteCharacter = '`')
    void tooFewThatAreOkFailTheRun(int status, String answer, String message, Vertx vertx) throws Exception {
        try (GoodOrigin service = GoodOrigin.start(
                vertx, call -> call.response().setStatusCode(status).end(answer.replace('\'', '"')))) {
            OriginServer origin = OriginServer.start(vertx, 0).await(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> Rehearsal.run(URI.create(service.url("/")), origin))
                    .isInstanceOf(IOException.class)
                    .hasMessage(message);
        }
    }
}
