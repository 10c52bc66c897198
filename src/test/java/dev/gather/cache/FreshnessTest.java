package dev.gather.cache;

import static dev.gather.cache.Answers.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How old an answer is, and how old it may become. */
class FreshnessTest {
    /** Status, fields, age in seconds when it came, lifetime in seconds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // max-age
                "200; cache-control: max-age=3600; 0; 3600",
                "200; cache-control: MaX-aGe=3600; 0; 3600",
                "200; cache-control: foobar, max-age=3600; 0; 3600",
                "200; cache-control: max-age=\"3600\"; 0; 3600",
                "200; cache-control: max-age=003600; 0; 3600",
                "200; cache-control: max-age=0; 0; 0",
                "200; cache-control: max-age=0|expires: @10000|date: @0; 0; 0",
                "200; cache-control: max-age=3600|expires: @-10000|date: @0; 0; 3600",
                "200; cache-control: max-age=3600|expires: 0|date: @0; 0; 3600",
                "200; cache-control: max-age=2147483648; 0; 2147483648",
                "200; cache-control: max-age=99999999999; 0; 2147483648",
                // one that is malformed counts as stale, whatever else there is
                "200; cache-control: max-age='3600'; 0; 0",
                "200; cache-control: max-age=a3600; 0; 0",
                "200; cache-control: max-age=3600a; 0; 0",
                "200; cache-control: max-age=-3600; 0; 0",
                "200; cache-control: max-age=3600.0; 0; 0",
                "200; cache-control: max-age =3600; 0; 0",
                "200; cache-control: max-age= 3600; 0; 0",
                "200; cache-control: max-age|expires: @10000|date: @0; 0; 0",
                // of two the first holds
                "200; cache-control: max-age=1800, max-age=1; 0; 1800",
                "200; cache-control: max-age=1|cache-control: max-age=1800; 0; 1",
                // a comma or a name within quotes is none
                "200; cache-control: extension=\"max-age=3600\", max-age=1; 0; 1",
                "200; cache-control: max-age=1, extension=\"max-age=3600\"; 0; 1",
                "200; cache-control: extension=\"a\\\",max-age=3600\", max-age=1; 0; 1",
                // shared caches' directives are not for us
                "200; cache-control: s-maxage=3600, max-age=1; 0; 1",
                "200; cache-control: s-maxage=3600; 0; 0",
                // Expires
                "200; expires: @2592000|date: @0; 0; 2592000",
                "200; expires: @-2592000|date: @0; 0; 0",
                "200; expires: @0|date: @0; 0; 0",
                "200; expires: @300|date: @400; 0; 0",
                "200; expires: @10|date: @-10; 10; 20",
                "200; expires: @10|date: foo; 0; 10",
                "200; expires: @10; 0; 10",
                "200; expires: 0|date: @0; 0; 0",
                "200; expires: 0|last-modified: @-1000|date: @0; 0; 0",
                // Age, and a Date that tells of an age
                "200; cache-control: max-age=10|age: 15|date: @0; 15; 10",
                "200; cache-control: max-age=10|date: @-7; 7; 10",
                "200; cache-control: max-age=10|date: @-7|age: 3; 7; 10",
                "200; cache-control: max-age=10|date: @7|age: 3; 3; 10",
                "200; cache-control: max-age=10|age: abc; 0; 10",
                "200; cache-control: max-age=10|age: -7200; 0; 10",
                "200; cache-control: max-age=10|age: 7200.0; 0; 10",
                "200; cache-control: max-age=10|age: 7200,0; 7200; 10",
                "200; cache-control: max-age=10|age: 0|age: 7200; 0; 10",
                // a tenth of the time since it changed, up to a day
                "200; last-modified: @-36000|date: @0; 0; 3600",
                "200; last-modified: @-36000; 0; 3600",
                "200; last-modified: @-8640000|date: @0; 0; 86400",
                "200; last-modified: @1000|date: @0; 0; 0",
                "200; last-modified: never|date: @0; 0; 0",
                "203; last-modified: @-36000|date: @0; 0; 3600",
                "204; last-modified: @-36000|date: @0; 0; 3600",
                "300; last-modified: @-36000|date: @0; 0; 3600",
                "301; last-modified: @-36000|date: @0; 0; 3600",
                "308; last-modified: @-36000|date: @0; 0; 3600",
                "404; last-modified: @-36000|date: @0; 0; 3600",
                "405; last-modified: @-36000|date: @0; 0; 3600",
                "410; last-modified: @-36000|date: @0; 0; 3600",
                "414; last-modified: @-36000|date: @0; 0; 3600",
                "501; last-modified: @-36000|date: @0; 0; 3600",
                "201; last-modified: @-36000|date: @0; 0; 0",
                "302; last-modified: @-36000|date: @0; 0; 0",
                "403; last-modified: @-36000|date: @0; 0; 0",
                "503; last-modified: @-36000|date: @0; 0; 0",
                "599; last-modified: @-36000|date: @0; 0; 0",
                "599; cache-control: public|last-modified: @-36000|date: @0; 0; 3600",
                "200; date: @0; 0; 0",
            })
    void followsTheFields(int status, String fields, long ageS, long lifetimeS) {
        Freshness freshness = of(Answers.answer(status, fields, ""));

        assertThat(freshness.ageMs(NOW_MS)).isEqualTo(1_000 * ageS);
        assertThat(freshness.lifetimeMs()).isEqualTo(1_000 * lifetimeS);
    }

    @ParameterizedTest
    @CsvSource({"0, 5000, -5000", "4999, 9999, -1", "5000, 10000, 0", "6000, 11000, 1000", "-3000, 5000, -5000"})
    void ageGrowsWithTime(long laterMs, long ageMs, long staleMs) {
        Freshness freshness = of(Answers.ok("cache-control: max-age=10|age: 5"));

        assertThat(freshness.ageMs(NOW_MS + laterMs)).isEqualTo(ageMs);
        assertThat(freshness.staleMs(NOW_MS + laterMs)).isEqualTo(staleMs);
    }

    @ParameterizedTest
    @CsvSource({"0, 5000", "2000, 7000"})
    void theWayOfTheAnswerCounts(long onItsWayMs, long ageMs) {
        Received told = Answers.ok("age: 5");
        Received slow =
                new Received(200, "1.1", told.fields(), told.bytes(), told.length(), true, NOW_MS - onItsWayMs, NOW_MS);

        assertThat(of(slow).ageMs(NOW_MS)).isEqualTo(ageMs);
    }

    private static Freshness of(Received answer) {
        return Freshness.of(answer, CacheControl.of(answer.fields().get("cache-control")));
    }
}
