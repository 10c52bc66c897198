package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.net.Resolver;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.TestDns;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What name servers say, and what becomes of it. The policy has holes for 127.0.0.1 and 127.1.0.0/16; 127.0.0.2 is
 * inside, where somebody listens at the same port and counts who comes: nobody.
 */
class DnsOriginsTest {
    private static final String OUTSIDE = "127.0.0.1";
    private static final String INSIDE = "127.0.0.2";

    /** Five times what a look-up may take. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(15);

    private Vertx vertx;
    private TestDns dns;
    private Resolver resolver;
    private Bench bench;
    private GoodOrigin origin;
    private GoodOrigin inside;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        dns = TestDns.startWithTcp();
        bench = benchAsking(dns);
        origin = GoodOrigin.startAt(vertx, OUTSIDE, this::answer);
        inside = GoodOrigin.startAt(
                vertx, INSIDE, origin.port(), request -> request.response().end("secret"));
    }

    private Bench benchAsking(TestDns server) {
        resolver = new Resolver(List.of(server.address()));
        return new Bench(
                vertx, Bench.LIMITS, FetchSettings.DEFAULT, Bench.gate(resolver, false, OUTSIDE, "127.1.0.0/16"));
    }

    @AfterEach
    void stop() {
        assertThat(inside.accepted()).isZero();
        origin.close();
        inside.close();
        bench.end();
        resolver.close();
        dns.close();
    }

    /**
     * A redirect to where it came from, or an answer that asks for another try, both after answers of DNS went stale.
     */
    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/moved" ->
                vertx.setTimer(
                        1_100,
                        late -> request.response()
                                .setStatusCode(302)
                                .putHeader("location", "/")
                                .end());
            case "/busy" ->
                request.response()
                        .setStatusCode(503)
                        .putHeader("retry-after", "2")
                        .end();
            default ->
                request.response().putHeader("content-type", "text/plain").end("ok");
        }
    }

    /** One name, what is said of it, and how its fetch ends. */
    private record Row(String name, Consumer<TestDns> lesson, FailureCode code, String rcode, boolean retryable) {}

    private static final List<Row> NO_ADDRESS = List.of(
            new Row("unknown.test", dns -> {}, FailureCode.DNS_ERROR, "NXDOMAIN", false),
            new Row("empty.test", dns -> dns.addresses("empty.test", 60), FailureCode.DNS_ERROR, "NODATA", false),
            new Row(
                    "failing.test",
                    dns -> dns.error("failing.test", TestDns.SERVFAIL),
                    FailureCode.DNS_ERROR,
                    "SERVFAIL",
                    true),
            new Row(
                    "refusing.test",
                    dns -> dns.error("refusing.test", TestDns.REFUSED),
                    FailureCode.DNS_ERROR,
                    "REFUSED",
                    true),
            new Row("silent.test", dns -> dns.silent("silent.test"), FailureCode.DNS_TIMEOUT, null, true),
            new Row(
                    "ring.test",
                    dns -> dns.alias("ring.test", "gnir.test").alias("gnir.test", "ring.test"),
                    FailureCode.DNS_ERROR,
                    "NODATA",
                    false),
            new Row(
                    "dangling.test",
                    dns -> dns.alias("dangling.test", "nowhere.test"),
                    FailureCode.DNS_ERROR,
                    "NXDOMAIN",
                    false),
            distorted("garbage.test", reply -> "no DNS at all".getBytes(StandardCharsets.US_ASCII), null, true),
            distorted("stub.test", reply -> Arrays.copyOf(reply, 5), null, true),
            distorted("half.test", reply -> Arrays.copyOf(reply, reply.length - 3), null, true),
            distorted("forged.test", reply -> flip(reply, 1), null, true),
            distorted("question.test", reply -> flip(reply, 13), null, true),
            distorted("owner.test", DnsOriginsTest::ofAnotherName, "NODATA", false),
            ofNoName("pointer-to-itself.test", aliasAt -> new int[] {0xc0, aliasAt}),
            ofNoName("pointer-past-the-end.test", aliasAt -> new int[] {0xff, 0xff}),
            ofNoName("label-past-the-end.test", aliasAt -> new int[] {0x3f, 'x'}),
            ofNoName("label-of-no-kind.test", aliasAt -> new int[] {0x80, 'x'}));

    /**
     * An alias whose other name begins with two bytes that make it none; they may know where they stand. What cannot be
     * read may be a stranger's, so the server's own answer is waited for (RFC 5452, section 9.1).
     */
    private static Row ofNoName(String name, IntFunction<int[]> begin) {
        String other = "other.test";
        UnaryOperator<byte[]> distortion = reply -> {
            int aliasAt = reply.length - other.length() - 2;
            int[] two = begin.apply(aliasAt);
            reply[aliasAt] = (byte) two[0];
            reply[aliasAt + 1] = (byte) two[1];
            return reply;
        };
        return new Row(
                name, dns -> dns.alias(name, other).distorting(name, distortion), FailureCode.DNS_TIMEOUT, null, true);
    }

    /** Answers as it would at 127.0.0.1, but distorted. */
    private static Row distorted(String name, UnaryOperator<byte[]> distortion, String rcode, boolean retryable) {
        FailureCode code = rcode == null ? FailureCode.DNS_TIMEOUT : FailureCode.DNS_ERROR;
        return new Row(
                name, dns -> dns.addresses(name, 60, OUTSIDE).distorting(name, distortion), code, rcode, retryable);
    }

    /** The record, if there is one, belongs to a name that was not asked for. */
    private static byte[] ofAnotherName(byte[] reply) {
        boolean hasRecord = reply[7] > 0;
        return hasRecord ? flip(reply, reply.length - 24) : reply;
    }

    private static byte[] flip(byte[] reply, int at) {
        reply[at] ^= 1;
        return reply;
    }

    /** All at once, because those who are not answered take 3 s. */
    @Test
    void aNameWithoutAnAddressIsTold() {
        NO_ADDRESS.forEach(row -> row.lesson.accept(dns));
        long started = System.nanoTime();
        List<Fetch> fetches = IntStream.range(0, NO_ADDRESS.size())
                .mapToObj(i -> Bench.get(i, url(NO_ADDRESS.get(i).name, "/"), Bench.options(60_000, 1)))
                .toList();
        Heard heard = bench.run(Bench.batch(fetches, Mode.ALL_SETTLED, 60_000));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(TOLD_WITHIN);
        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < NO_ADDRESS.size(); i++) {
            Row row = NO_ADDRESS.get(i);
            Failure failure = heard.failure(i);
            softly.assertThat(failure.code()).as(row.name).isEqualTo(row.code);
            softly.assertThat(failure.phase()).as(row.name).isEqualTo(Phase.DNS);
            softly.assertThat(failure.details().get("rcode")).as(row.name).isEqualTo(row.rcode);
            softly.assertThat(failure.retryable()).as(row.name).isEqualTo(row.retryable);
        }
        softly.assertAll();
        assertThat(origin.accepted()).isZero();
    }

    static Stream<Arguments> insiders() {
        return Stream.of(
                Arguments.of("an address inside", lesson(dns -> dns.addresses("in.test", 60, INSIDE))),
                Arguments.of("a mixture, inside last", lesson(dns -> dns.addresses("in.test", 60, OUTSIDE, INSIDE))),
                Arguments.of("a mixture, inside first", lesson(dns -> dns.addresses("in.test", 60, INSIDE, OUTSIDE))),
                Arguments.of(
                        "a mixture of families", lesson(dns -> dns.addresses("in.test", 60, OUTSIDE, "fd00:ec2::254"))),
                Arguments.of(
                        "an alias of a name inside",
                        lesson(dns -> dns.alias("in.test", "db.test").addresses("db.test", 60, INSIDE))),
                Arguments.of("IPv6's loopback", lesson(dns -> dns.addresses("in.test", 60, "::1"))),
                Arguments.of("a mapped address", lesson(dns -> dns.addresses("in.test", 60, "::ffff:" + INSIDE))),
                Arguments.of("a NAT64 address", lesson(dns -> dns.addresses("in.test", 60, "64:ff9b::7f00:2"))),
                Arguments.of("a 6to4 address", lesson(dns -> dns.addresses("in.test", 60, "2002:7f00:2::1"))),
                Arguments.of("a Teredo address", lesson(dns -> dns.addresses("in.test", 60, "2001:0:7f00:2::1"))),
                Arguments.of("a compatible address", lesson(dns -> dns.addresses("in.test", 60, "::7f00:2"))),
                Arguments.of(
                        "one inside among a thousand",
                        lesson(dns -> dns.addresses("in.test", 60, append(thousand(), INSIDE)))));
    }

    private static Consumer<TestDns> lesson(Consumer<TestDns> lesson) {
        return lesson;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("insiders")
    void nothingLeadsInside(String what, Consumer<TestDns> lesson) {
        lesson.accept(dns);
        Failure failure = fetch("in.test", "/").failure(0);
        assertThat(failure.code()).as(failure.toString()).isEqualTo(FailureCode.DESTINATION_IP_PROHIBITED);
        assertThat(failure.phase()).isEqualTo(Phase.ADMIT);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.message()).isEqualTo("The destination is not a public address.");
        assertThat(origin.accepted()).isZero();
    }

    @Test
    void whatLeadsOutIsReached() {
        dns.alias("a.test", "b.test").alias("b.test", "c.test").alias("c.test", "d.test");
        dns.addresses("d.test", 60, OUTSIDE);
        dns.addresses("mapped.test", 60, "::ffff:" + OUTSIDE);
        dns.addresses("many.test", 60, append(new String[] {OUTSIDE}, thousand()));
        for (String name : List.of("a.test", "mapped.test", "many.test")) {
            assertThat(fetch(name, "/").outcome(0).ok()).as(name).isTrue();
        }
    }

    /** No address of the thousand answers; each is refused at once, and the seventeenth would be the origin's. */
    @Test
    void sixteenAddressesAreTriedAtMost() {
        String[] sixteen = Arrays.copyOf(thousand(), 16);
        dns.addresses("sixteenth.test", 60, append(Arrays.copyOf(sixteen, 15), OUTSIDE));
        dns.addresses("seventeenth.test", 60, append(sixteen, OUTSIDE));
        assertThat(fetch("sixteenth.test", "/").outcome(0).ok()).isTrue();
        assertThat(fetch("seventeenth.test", "/").failure(0).code()).isEqualTo(FailureCode.CONNECTION_REFUSED);
        assertThat(origin.requests()).isOne();
    }

    /** Outside at first, inside from the second question on: that question is never asked for the same hop. */
    @Test
    void eachHopAsksOnceAndDialsWhatWasJudged() {
        rebinding("once.test");
        assertThat(fetch("once.test", "/").outcome(0).ok()).isTrue();
        assertThat(dns.queries("once.test", TestDns.A)).isOne();
        assertThat(dns.queries("once.test", TestDns.AAAA)).isOne();
        assertThat(origin.accepted()).isOne();
    }

    @Test
    void eachHopAndEachAttemptIsJudgedAnew() {
        rebinding("hop.test");
        rebinding("attempt.test");
        Heard heard = bench.run(
                Bench.get(0, url("hop.test", "/moved"), Bench.options(15_000, 1)),
                Bench.get(1, url("attempt.test", "/busy"), Bench.options(15_000, 2)));
        for (int i = 0; i < 2; i++) {
            assertThat(heard.failure(i).code()).isEqualTo(FailureCode.DESTINATION_IP_PROHIBITED);
        }
        assertThat(heard.failure(0).phase()).isEqualTo(Phase.REDIRECT);
        assertThat(heard.failure(1).phase()).isEqualTo(Phase.ADMIT);
        assertThat(dns.queries("hop.test", TestDns.A)).isEqualTo(2);
        assertThat(dns.queries("attempt.test", TestDns.A)).isEqualTo(2);
        assertThat(origin.requests()).isEqualTo(2);
    }

    @Test
    void anAnswerThatWasCutIsNoneWhereNobodyListensOnTcp() throws Exception {
        try (TestDns udp = TestDns.start()) {
            udp.addresses("cut.test", 60, OUTSIDE).distorting("cut.test", reply -> {
                reply[2] |= 2;
                return reply;
            });
            bench.close();
            resolver.close();
            bench = benchAsking(udp);
            Failure failure = fetch("cut.test", "/").failure(0);
            assertThat(failure.code()).isEqualTo(FailureCode.DNS_ERROR);
            assertThat(failure.details()).containsEntry("rcode", "TRUNCATED");
            assertThat(failure.retryable()).isTrue();
            assertThat(udp.queries("cut.test", TestDns.A)).isEqualTo(2);
        }
        assertThat(origin.accepted()).isZero();
    }

    private void rebinding(String name) {
        dns.alternating(name, 0, List.of(OUTSIDE), List.of(INSIDE));
    }

    private Heard fetch(String name, String path) {
        return bench.run(Bench.get(0, url(name, path), Bench.options(15_000, 1)));
    }

    private String url(String name, String path) {
        return origin.url(name, path);
    }

    private static String[] thousand() {
        return IntStream.range(0, 999)
                .mapToObj(i -> "127.1." + (i / 250) + "." + (i % 250 + 1))
                .toArray(String[]::new);
    }

    private static String[] append(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }
}
