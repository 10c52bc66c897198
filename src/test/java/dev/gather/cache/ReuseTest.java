package dev.gather.cache;

import static dev.gather.cache.Answers.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done with what is stored, by mode, directives and time. */
class ReuseTest {
    /** Mode, stored fields ({@code -} for nothing), seconds since then, fields of the request, what is done. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "",
            value = {
                // modes
                "NO_STORE; cache-control: max-age=10; 0; ; ASK",
                "RELOAD; cache-control: max-age=10; 0; ; ASK",
                "NO_CACHE; cache-control: max-age=10; 0; ; VALIDATE",
                "NO_CACHE; -; 0; ; ASK",
                "FORCE_CACHE; cache-control: max-age=10; 0; ; USE",
                "FORCE_CACHE; cache-control: no-cache; 99; ; USE",
                "FORCE_CACHE; cache-control: max-age=10, must-revalidate; 99; ; USE",
                "FORCE_CACHE; -; 0; ; ASK",
                "ONLY_IF_CACHED; cache-control: max-age=10; 99; ; USE",
                "ONLY_IF_CACHED; -; 0; ; MISSING",
                "DEFAULT; -; 0; ; ASK",
                // fresh and stale
                "DEFAULT; cache-control: max-age=10; 9; ; USE",
                "DEFAULT; cache-control: max-age=10; 10; ; VALIDATE",
                "DEFAULT; cache-control: max-age=10, must-revalidate; 9; ; USE",
                "DEFAULT; cache-control: max-age=10, must-revalidate; 10; ; VALIDATE",
                "DEFAULT; cache-control: max-age=10, immutable; 10; ; VALIDATE",
                "DEFAULT; etag: \"a\"; 0; ; VALIDATE",
                // no-cache of the answer
                "DEFAULT; cache-control: max-age=10, no-cache; 0; ; VALIDATE",
                "DEFAULT; cache-control: max-age=10, No-CaChE; 0; ; VALIDATE",
                "DEFAULT; cache-control: max-age=10, no-cache=\"a, b\"; 0; ; USE",
                "DEFAULT; cache-control: max-age=10|pragma: no-cache; 0; ; USE",
                "DEFAULT; cache-control: max-age=10, private=\"a\"; 0; ; USE",
                // directives of the request
                "DEFAULT; cache-control: max-age=10; 0; cache-control: no-cache; VALIDATE",
                "DEFAULT; cache-control: max-age=10; 0; pragma: no-cache; VALIDATE",
                "DEFAULT; cache-control: max-age=10; 0; pragma: no-cache|cache-control: foo; USE",
                "DEFAULT; cache-control: max-age=10; 0; pragma: foo; USE",
                "DEFAULT; cache-control: max-age=10; 0; cache-control: max-age=0; VALIDATE",
                "DEFAULT; cache-control: max-age=10; 1; cache-control: max-age=2; USE",
                "DEFAULT; cache-control: max-age=10; 2; cache-control: max-age=2; VALIDATE",
                "DEFAULT; cache-control: max-age=3600|age: 1800; 0; cache-control: max-age=600; VALIDATE",
                "DEFAULT; cache-control: max-age=10; 5; cache-control: min-fresh=5; USE",
                "DEFAULT; cache-control: max-age=10; 6; cache-control: min-fresh=5; VALIDATE",
                "DEFAULT; cache-control: max-age=1500|age: 1000; 0; cache-control: min-fresh=1000; VALIDATE",
                "DEFAULT; cache-control: max-age=10; 15; cache-control: max-stale=5; USE",
                "DEFAULT; cache-control: max-age=10; 16; cache-control: max-stale=5; VALIDATE",
                "DEFAULT; cache-control: max-age=10; 9999999; cache-control: max-stale; USE",
                "DEFAULT; cache-control: max-age=10; 15; cache-control: max-stale=x; VALIDATE",
                "DEFAULT; cache-control: max-age=10, must-revalidate; 15; cache-control: max-stale; VALIDATE",
                "DEFAULT; cache-control: max-age=1500|age: 2000; 0; cache-control: max-stale=1000; USE",
                "DEFAULT; -; 0; cache-control: only-if-cached; MISSING",
                "DEFAULT; cache-control: max-age=10; 9; cache-control: only-if-cached; USE",
                "DEFAULT; cache-control: max-age=10; 10; cache-control: only-if-cached; MISSING",
                // stale-while-revalidate
                "DEFAULT; cache-control: max-age=10, stale-while-revalidate=5; 9; ; USE",
                "DEFAULT; cache-control: max-age=10, stale-while-revalidate=5; 10; ; USE_AND_REVALIDATE",
                "DEFAULT; cache-control: max-age=10, stale-while-revalidate=5; 15; ; USE_AND_REVALIDATE",
                "DEFAULT; cache-control: max-age=10, stale-while-revalidate=5; 16; ; VALIDATE",
                "DEFAULT; cache-control: max-age=10, stale-while-revalidate=5, must-revalidate; 12; ; VALIDATE",
                "DEFAULT; cache-control: max-age=10, stale-while-revalidate=5, no-cache; 12; ; VALIDATE",
                "DEFAULT; cache-control: max-age=10, stale-while-revalidate=x; 12; ; VALIDATE",
                // who sets conditions has a cache of its own; parts are not kept
                "DEFAULT; cache-control: max-age=10; 0; if-none-match: \"a\"; ASK",
                "DEFAULT; cache-control: max-age=10; 0; if-modified-since: @0; ASK",
                "DEFAULT; cache-control: max-age=10; 0; if-match: \"a\"; ASK",
                "NO_CACHE; cache-control: max-age=10; 0; if-unmodified-since: @0; ASK",
                "FORCE_CACHE; cache-control: max-age=10; 0; if-none-match: \"a\"; USE",
                "DEFAULT; cache-control: max-age=10; 0; range: bytes=0-1; ASK",
                "FORCE_CACHE; cache-control: max-age=10; 0; range: bytes=0-1; ASK",
                "ONLY_IF_CACHED; cache-control: max-age=10; 0; range: bytes=0-1; MISSING",
            })
    void followsModeAndRules(CacheMode wanted, String fields, long laterS, String request, Reuse done) {
        Asked asked = Answers.get(request == null ? "" : request);
        Stored stored = fields.equals("-") ? null : Answers.stored(fields);
        CacheMode mode = Reuse.mode(wanted, asked);

        assertThat(Reuse.of(mode, asked, stored, NOW_MS + 1_000 * laterS)).isEqualTo(done);
    }

    /** Stored fields, seconds since then, fields of the request, whether it stands in for an origin that failed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "",
            value = {
                "cache-control: max-age=2; 3; ; false",
                "cache-control: max-age=2, stale-if-error=60; 3; ; true",
                "cache-control: max-age=2, stale-if-error=60; 62; ; true",
                "cache-control: max-age=2, stale-if-error=60; 63; ; false",
                "cache-control: max-age=2, stale-if-error=60; 1; ; true",
                "cache-control: max-age=2, stale-if-error=x; 3; ; false",
                "cache-control: max-age=2; 3; cache-control: stale-if-error=60; true",
                "cache-control: max-age=2, stale-if-error=60; 3; cache-control: no-cache; false",
                "cache-control: max-age=2, stale-if-error=60, must-revalidate; 3; ; false",
                "cache-control: max-age=2, stale-if-error=60, no-cache; 3; ; false",
                "cache-control: max-age=2, stale-if-error=60, no-cache=\"a\"; 3; ; true",
            })
    void standsInForErrorsWhereThatIsAllowed(String fields, long laterS, String request, boolean allowed) {
        Asked asked = Answers.get(request == null ? "" : request);

        assertThat(Answers.stored(fields).standsInForErrors(asked, NOW_MS + 1_000 * laterS))
                .isEqualTo(allowed);
    }
}
