package dev.gather;

import static dev.gather.testing.Caller.urls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.TestDns;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The name of an egress proxy is the operator's, and so are the name servers asked for it. */
class ProxyNameIT {
    @Test
    void anEgressProxysNameIsAskedOfTheConfiguredServersOnly() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (TestDns dns = TestDns.start().addresses("proxy.test", 60, "127.0.0.1");
                GoodOrigin proxy = GoodOrigin.start(
                        vertx,
                        request -> request.response()
                                .putHeader("content-type", "text/plain")
                                .end("by proxy"));
                RunningService service = RunningService.closed(
                        "dns_servers",
                        "127.0.0.1:" + dns.address().getPort(),
                        "egress_proxy",
                        "http://proxy.test:" + proxy.port())) {
            JsonObject result = service.caller()
                    .fetch(urls("http://only-the-proxy-knows.test/"))
                    .result(0);
            assertThat(result.getString("body")).as(result.encode()).isEqualTo("by proxy");
            assertThat(dns.queries("proxy.test", TestDns.A)).isPositive();
            assertThat(dns.queries("only-the-proxy-knows.test", TestDns.A)).isZero();
        } finally {
            Void unused = Awaited.of(vertx.close());
        }
    }
}
