package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {
    @ParameterizedTest
    @CsvSource({
        "GET,301,GET",
        "GET,303,GET",
        "GET,307,GET",
        "HEAD,302,HEAD",
        "HEAD,303,HEAD",
        "POST,301,GET",
        "POST,302,GET",
        "POST,303,GET",
        "POST,307,POST",
        "POST,308,POST",
        "PUT,301,PUT",
        "PUT,303,GET",
        "DELETE,302,DELETE"
    })
    void changesTheMethodAsBrowsersDo(String method, int status, String next) {
        assertThat(Redirects.method(HttpMethod.valueOf(method), status)).isEqualTo(HttpMethod.valueOf(next));
    }

    @ParameterizedTest
    @CsvSource({
        "301,true",
        "302,true",
        "303,true",
        "307,true",
        "308,true",
        "300,false",
        "304,false",
        "305,false",
        "200,false"
    })
    void followsWhatClientsFollow(int status, boolean follows) {
        ResponseHeaders headers = new ResponseHeaders(List.of(Map.entry("Location", "/next")));
        assertThat(Redirects.redirects(status, headers)).isEqualTo(follows);
        assertThat(Redirects.redirects(status, ResponseHeaders.EMPTY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/a,/a,/a,true", "/a,/b,'/a, /b',false", "/a,'','/a, ',false"})
    void leadsToOnePlaceOrNowhere(String first, String second, String shown, boolean valid) {
        ResponseHeaders headers =
                new ResponseHeaders(List.of(Map.entry("Location", first), Map.entry("location", second)));
        assertThat(headers.get("location")).isEqualTo(shown);
        assertThat(headers.forked()).isNotEqualTo(valid);
    }

    @Test
    void keepsSecretsFromOtherOrigins() {
        MultiMap headers = HttpHeaders.headers()
                .set("Authorization", "Bearer x")
                .set("cookie", "a=b")
                .set("X-API-Key", "x")
                .set("x-amz-security-token", "x")
                .set("Ocp-Apim-Subscription-Key", "x")
                .set("dpop", "x")
                .set("x-parse-rest", "x")
                .set("If-None-Match", "x")
                .set("Accept-Language", "x")
                .set("accept", "*/*")
                .set("user-agent", "test");
        Redirects.dropSecrets(headers);
        assertThat(headers.names())
                .containsExactlyInAnyOrder("accept", "user-agent", "If-None-Match", "Accept-Language");
    }
}
