package dev.gather.fetch;

import dev.gather.content.CodingException;
import dev.gather.content.Inflaters;
import dev.gather.limit.BufferedBytes;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Decides from the head of an answer whether it is one, and what is taken of its body. */
final class Reception {
    /** More header lines than this are no header but an attack; browsers and servers stop earlier. */
    private static final int MAX_HEADERS = 512;

    private static final int MAX_REDIRECT_BODY_BYTES = 64 << 10;

    private final Order order;
    private final Inflaters inflaters;
    private final BufferedBytes buffered;

    Reception(Order order, Inflaters inflaters, BufferedBytes buffered) {
        this.order = order;
        this.inflaters = inflaters;
        this.buffered = buffered;
    }

    /** The answer is refused for what its head says. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        private Refusal(Failure failure) {
            super(failure.message(), null, false, false);
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    /** @param session what TLS agreed on; null for plain text */
    Head head(HttpClientResponse response, @Nullable SSLSession session) throws Refusal {
        int status = response.statusCode();
        if (status < 100 || status > 999) {
            throw badStatus(status);
        }
        TlsInfo tls = session == null || !order.wantsTls() ? null : TlsInfo.of(session);
        return new Head(order.target(), status, version(response), new ResponseHeaders(response.headers()), tls);
    }

    /** Refuses a head that can be told of, but is none of an answer. */
    void check(Head head) throws Refusal {
        String host = order.target().host().name();
        if (head.status() < 200 || head.status() > 599) {
            throw badStatus(head.status());
        }
        // Its size counts names: a thousand lines of one name are one.
        if (head.headers().lines() > MAX_HEADERS) {
            throw new Refusal(Failures.headerTooLarge(Phase.HEAD, host));
        }
        String coding = head.headers().get("transfer-encoding");
        if (!"chunked".equalsIgnoreCase(Objects.requireNonNullElse(coding, "chunked"))) {
            throw new Refusal(Failures.notHttp(Phase.HEAD, host));
        }
    }

    private static Refusal badStatus(int status) {
        String message = "The origin answered with status " + status + ".";
        return new Refusal(Failure.of(FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD, message));
    }

    private static String version(HttpClientResponse response) {
        return switch (response.version()) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            default -> "2";
        };
    }

    /** Whether the answer is only the way to another one. */
    boolean redirects(Head head) {
        return order.follows() && Redirects.redirects(head.status(), head.headers());
    }

    /** Whether the body may end at its limit. The body of a redirect matters to nobody. */
    boolean mayCut(Head head) {
        return order.truncate() || redirects(head);
    }

    /** Where the body goes. */
    BodyCollector body(Head head) throws Refusal {
        if (redirects(head)) {
            return BodyCollector.counting(MAX_REDIRECT_BODY_BYTES, inflaters, buffered);
        }
        if (order.method().equals(HttpMethod.HEAD)) {
            // What the header says of a body is true of another answer.
            return BodyCollector.counting(order.maxBodyBytes(), inflaters, buffered);
        }
        long announced = announced(head.headers());
        if (announced > order.maxBodyBytes() && !order.truncate()) {
            throw new Refusal(tooLarge());
        }
        try {
            String coding = head.headers().get("content-encoding");
            return new BodyCollector(order.maxBodyBytes(), order.keepBody(), announced, coding, inflaters, buffered);
        } catch (CodingException e) {
            throw new Refusal(undecodable(e));
        }
    }

    private static long announced(ResponseHeaders headers) {
        String value = Objects.requireNonNullElse(headers.get("content-length"), "");
        return isNumber(value) ? Long.parseLong(value) : -1;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() < 19;
    }

    /** The failure of a body past its limit. */
    Failure tooLarge() {
        return tooLarge(order.maxBodyBytes());
    }

    /** The failure of a body that is larger than this. */
    static Failure tooLarge(int maxBodyBytes) {
        String message = "The body is larger than " + maxBodyBytes + " bytes.";
        return Failure.of(FailureCode.HTTP_RESPONSE_BODY_SIZE, Phase.BODY, message);
    }

    /** The failure of a body whose coding cannot be taken off. */
    static Failure undecodable(CodingException cause) {
        String message = String.valueOf(cause.getMessage());
        return Failure.of(FailureCode.HTTP_RESPONSE_CONTENT_CODING, Phase.BODY, message);
    }
}
