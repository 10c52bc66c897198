package dev.gather.cache;

import static dev.gather.cache.Answers.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found of what was stored, and what a later answer makes of it. */
class HttpCacheTest {
    private final HttpCache cache = new HttpCache(new CacheSettings(1 << 20));

    /**
     * Vary of the stored answer, fields of the request it came for, of the request that looks for it, whether it finds
     * it.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "",
            value = {
                "Foo; foo: 1; foo: 1; true",
                "Foo; foo: 1; foo: 2; false",
                "Foo; foo: 1; ; false",
                "Foo; ; foo: 1; false",
                "Foo; ; ; true",
                "Foo; foo: 1|other: 2; foo: 1|other: 3; true",
                "; foo: 1; foo: 2; true",
                "Foo, Bar; foo: 1|bar: a; bar: a|foo: 1; true",
                "Foo, Bar; foo: 1|bar: a; foo: 1|bar: b; false",
                "Foo, Bar; foo: 1; foo: 1; true",
                "Foo, Bar; foo: 1; ; false",
                // what makes no difference
                "Foo; foo: 1,2; foo: 1,  2; true",
                "Foo; foo: 1, 2; foo: 1|foo: 2; true",
                "Foo; foo: 1, 2; foo: 2, 1; false",
                "Foo; foo: a; foo: A; false",
                "Accept-Encoding; accept-encoding: gzip, BR; accept-encoding: GZIP,br; true",
                // credentials count without being named
                "; authorization: a; authorization: a; true",
                "; authorization: a; authorization: b; false",
                "; authorization: a; ; false",
                "; ; authorization: a; false",
                "; cookie: a; cookie: b; false",
                "; cookie: a; ; false",
                "; cookie: a|authorization: b; cookie: a|authorization: b; true",
            })
    void findsWhatWasChosenForAnEqualRequest(String vary, String stored, String looks, boolean finds) {
        String fields = "cache-control: public, max-age=10" + (vary == null ? "" : "|vary: " + vary);
        cache.store(Answers.get(orNothing(stored)), Answers.ok(fields));

        assertThat(cache.find(Answers.get(orNothing(looks))) != null).isEqualTo(finds);
    }

    private static String orNothing(String text) {
        return text == null ? "" : text;
    }

    @Test
    void keepsVariantsBesideEachOtherAndReplacesEachAlone() {
        store("foo: 1", "vary: foo|n: 1");
        store("foo: 2", "vary: foo|n: 2");
        store("foo: 1", "vary: foo|n: 3");

        assertThat(found("foo: 1").get("n")).isEqualTo("3");
        assertThat(found("foo: 2").get("n")).isEqualTo("2");
    }

    @Test
    void prefersWhatSaysWhatItVariesByThenTheLatest() {
        store("foo: 1|bar: 1", "vary: foo|n: 1|date: @-5");
        store("foo: 2|bar: 1", "vary: bar|n: 2|date: @-9");
        assertThat(found("foo: 1|bar: 1").get("n")).isEqualTo("1");

        store("foo: 3|bar: 2", "n: 3|date: @0");
        assertThat(found("foo: 1|bar: 9").get("n")).isEqualTo("1");
        assertThat(found("foo: 9|bar: 9").get("n")).isEqualTo("3");
    }

    @Test
    void keepsOnlySoManyVariantsOfOneUri() {
        for (int i = 0; i < 20; i++) {
            store("foo: " + i, "vary: foo|n: " + i);
        }

        assertThat(cache.find(Answers.get("foo: 3"))).isNull();
        assertThat(found("foo: 4").get("n")).isEqualTo("4");
        assertThat(found("foo: 19").get("n")).isEqualTo("19");
    }

    @Test
    void callersShareNothing() {
        Asked mine = new Asked("me", Answers.URI, false, Answers.fields(""));
        Asked yours = new Asked("you", Answers.URI, false, Answers.fields(""));
        cache.store(mine, Answers.ok("cache-control: public, max-age=10"));

        assertThat(cache.find(yours)).isNull();
        cache.invalidate("you", Answers.URI);
        assertThat(cache.find(mine)).isNotNull();
        cache.invalidate("me", Answers.URI);
        assertThat(cache.find(mine)).isNull();
    }

    @Test
    void holdsNoMoreThanItMay() {
        for (int i = 0; i < 300; i++) {
            Asked asked = new Asked("", Answers.URI + i, false, Answers.fields(""));
            cache.store(asked, Answers.answer(200, "", "x".repeat(10_000)));
        }

        assertThat(cache.heldBytes()).isBetween(500_000L, 1L << 20);
    }

    /** What each thread finds is an answer that one of them stored, whole, whatever the others do meanwhile. */
    @Test
    void manyThreadsMayUseItAtOnce() throws InterruptedException {
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(() -> IntStream.range(0, 2_000).forEach(i -> useAsOneOfMany(n, i))))
                .toList();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((where, why) -> failures.add(why)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(cache.heldBytes()).isBetween(1L, 1L << 20);
    }

    private void useAsOneOfMany(int thread, int i) {
        Asked asked = new Asked("", Answers.URI + i % 50, false, Answers.fields("foo: " + i % 3));
        cache.store(asked, Answers.ok("vary: foo|etag: \"" + i % 3 + "\"|by: " + thread));
        Stored found = cache.find(asked);
        if (found != null) {
            assertThat(found.fields().get("etag")).isEqualTo("\"" + i % 3 + "\"");
            Stored confirmed = cache.confirm(asked, found, Answers.bodiless(304, "n: " + i, 1));
            assertThat(confirmed.bytes()).isSameAs(found.bytes());
        }
        if (i % 7 == 0) {
            cache.invalidate("", asked.uri());
        }
    }

    @Test
    void doesNotKeepWhatWouldPushOutTheRest() {
        cache.store(Answers.get(""), Answers.answer(200, "", "x".repeat(100_000)));
        assertThat(cache.find(Answers.get(""))).isNotNull();

        cache.store(Answers.get(""), Answers.answer(200, "", "x".repeat(140_000)));
        assertThat(cache.find(Answers.get("")))
                .as("the older one is no answer any more")
                .isNull();
    }

    @Test
    void withoutRoomItIsEmpty() {
        var none = new HttpCache(new CacheSettings(0));
        none.store(Answers.get(""), Answers.ok("cache-control: max-age=10"));

        assertThat(none.find(Answers.get(""))).isNull();
        assertThat(none.heldBytes()).isZero();
    }

    @Test
    void leavesOutWhatBelongsToTheConnection() {
        store(
                "",
                "connection: a, B|a: 1|b: 2|c: 3|keep-alive: x|transfer-encoding: chunked|upgrade: h2|te: x"
                        + "|proxy-authenticate: x|set-cookie: a=b|set-cookie: c=d");

        assertThat(found("").lines())
                .extracting(Map.Entry::getKey)
                .containsExactly("c", "set-cookie", "set-cookie", "date");
    }

    @Test
    void whatIsNotConfirmedHasAnAgeAndLacksWhatMustBeConfirmed() {
        Stored stored = Answers.stored("cache-control: max-age=10, no-cache=\"a, B\"|a: 1|b: 2|c: 3|age: 5|date: @-1");

        Fields shown = stored.fieldsUnconfirmed(NOW_MS + 2_999);

        assertThat(shown.get("age")).isEqualTo("7");
        assertThat(shown.has("a")).isFalse();
        assertThat(shown.has("b")).isFalse();
        assertThat(shown.get("c")).isEqualTo("3");
        assertThat(shown.get("date")).isEqualTo(HttpDate.format(NOW_MS - 1_000));
    }

    /** Validators of the stored answer, of the 304, and whether it speaks of that answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "",
            value = {
                "etag: \"a\"; etag: \"a\"; true",
                "etag: \"a\"; etag: \"b\"; false",
                "etag: \"a\"; ; true",
                "etag: \"a\"; etag: W/\"a\"; true",
                "etag: W/\"a\"; etag: W/\"a\"; true",
                "etag: W/\"a\"; etag: W/\"b\"; false",
                "etag: W/\"a\"; etag: \"a\"; false",
                "last-modified: @-9; last-modified: @-9; true",
                "last-modified: @-9; last-modified: @-8; false",
                "last-modified: @-9; etag: \"a\"; false",
                "etag: \"a\"|last-modified: @-9; etag: \"b\"|last-modified: @-9|date: @0; true",
                "etag: \"a\"|last-modified: @0; etag: \"b\"|last-modified: @0|date: @0; false",
                "etag: W/\"a\"|last-modified: @0; etag: W/\"b\"|last-modified: @0|date: @0; true",
            })
    void confirmsOnlyWhatA304SpeaksOf(String stored, String notModified, boolean confirmed) {
        cache.store(Answers.get(""), Answers.ok(stored + "|n: 1"));
        Stored found = cache.find(Answers.get(""));

        Stored now = cache.confirm(Answers.get(""), found, Answers.bodiless(304, orNothing(notModified) + "|n: 2", 1));

        assertThat(now != null).isEqualTo(confirmed);
        assertThat(cache.find(Answers.get(""))).isSameAs(now);
        if (confirmed) {
            assertThat(now.fields().get("n")).isEqualTo("2");
            assertThat(now.bytes()).isSameAs(found.bytes());
            assertThat(now.status()).isEqualTo(200);
        }
    }

    @Test
    void aConfirmationUpdatesTheHeaderButNotWhatDescribesTheBody() {
        store(
                "",
                "content-length: 4|content-encoding: gzip|content-type: a/b|set-cookie: a=1|kept: 1|age: 100|etag: \"a\""
                        + "|cache-control: max-age=1");

        Stored now = cache.confirm(
                Answers.get(""),
                cache.find(Answers.get("")),
                Answers.bodiless(
                        304,
                        "content-length: 0|content-encoding: br|content-type: c/d|set-cookie: a=2|connection: x|x: 1"
                                + "|cache-control: max-age=1000",
                        50));

        assertThat(now.fields().get("content-length")).isEqualTo("4");
        assertThat(now.fields().get("content-encoding")).isEqualTo("gzip");
        assertThat(now.fields().get("content-type")).isEqualTo("c/d");
        assertThat(now.fields().get("set-cookie")).isEqualTo("a=2");
        assertThat(now.fields().get("kept")).isEqualTo("1");
        assertThat(now.fields().has("connection")).isFalse();
        assertThat(now.fields().has("x")).isFalse();
        assertThat(now.fields().has("age")).isFalse();
        assertThat(now.freshness().ageMs(NOW_MS + 60_000)).isEqualTo(10_000);
        assertThat(now.freshness().lifetimeMs()).isEqualTo(1_000_000);
    }

    @Test
    void aConfirmationThatForbidsToStoreIsUsedOnce() {
        store("", "etag: \"a\"");
        Stored found = cache.find(Answers.get(""));

        assertThat(cache.confirm(Answers.get(""), found, Answers.bodiless(304, "cache-control: no-store", 1)))
                .isNotNull();
        assertThat(cache.find(Answers.get(""))).isNull();
    }

    @Test
    void aRequestThatForbidsToStoreLeavesWhatIsThere() {
        store("", "etag: \"a\"|n: 1");
        Stored found = cache.find(Answers.get(""));
        Asked unkept = Answers.get("cache-control: no-store");

        Stored now = cache.confirm(unkept, found, Answers.bodiless(304, "n: 2", 1));

        assertThat(now.fields().get("n")).isEqualTo("2");
        assertThat(cache.find(Answers.get(""))).isSameAs(found);
    }

    /** Header of the stored answer to GET, of a later one to HEAD, and what is then there for GET. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "",
            value = {
                "200; n: 1; 200; n: 2; freshened",
                "200; n: 1|etag: \"a\"; 200; n: 2|etag: \"a\"; freshened",
                "200; n: 1|etag: \"a\"; 200; n: 2|etag: \"b\"; gone",
                "200; n: 1|etag: \"a\"; 200; n: 2; gone",
                "200; n: 1|last-modified: @-9; 200; n: 2|last-modified: @-8; gone",
                "200; n: 1|content-length: 4; 200; n: 2|content-length: 4; freshened",
                "200; n: 1|content-length: 4; 200; n: 2|content-length: 5; gone",
                "200; n: 1|content-length: 4; 200; n: 2; freshened",
                "200; n: 1; 410; n: 2; gone",
                "200; n: 1; 503; n: 2; kept",
                "200; n: 1; 200; n: 2|cache-control: no-store; kept",
            })
    void anAnswerToHeadFreshensWhatItDescribes(int first, String stored, int then, String told, String result) {
        cache.store(Answers.get(""), Answers.answer(first, stored, "body"));

        cache.store(Answers.head(""), Answers.bodiless(then, told, 1));

        Stored now = cache.find(Answers.get(""));
        assertThat(now.whole() ? now.fields().get("n") : "none")
                .isEqualTo(Map.of("freshened", "2", "gone", "none", "kept", "1").get(result));
    }

    @Test
    void oneAtATimeAsksInTheBackground() {
        Stored stored = Answers.stored("");

        assertThat(stored.beginRevalidation()).isTrue();
        assertThat(stored.beginRevalidation()).isFalse();
        stored.endRevalidation();
        assertThat(stored.beginRevalidation()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "n: 1; {}",
                "etag: \"a\"; {if-none-match=\"a\"}",
                "last-modified: x; {if-modified-since=x}",
            })
    void asksByTheValidatorsItHas(String fields, String conditions) {
        assertThat(Answers.stored(fields).conditions()).hasToString(conditions);
        assertThat(Answers.stored("etag: \"a\"|last-modified: x").conditions()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\u000bb", "\u007f", "\u0100"})
    void asksByNothingThatIsNoHeader(String validator) {
        assertThat(Answers.stored("etag: " + validator + "|last-modified: " + validator)
                        .conditions())
                .isEmpty();
        assertThat(Answers.stored("etag: " + "x".repeat(1_025)).conditions()).isEmpty();
    }

    @Test
    void hostileListsCostNobodyMuch() {
        String many = IntStream.range(0, 10_000).mapToObj(n -> "f" + n).collect(Collectors.joining(","));
        store("", "vary: " + many);
        assertThat(cache.find(Answers.get(""))).isNull();

        store("", "cache-control: max-age=10, no-cache=\"" + many + "\"|f1: a|f9999: b|g: c");
        assertThat(cache.find(Answers.get("")).fieldsUnconfirmed(NOW_MS).lines())
                .extracting(Map.Entry::getKey)
                .containsExactly("cache-control", "g", "date", "age");
    }

    private void store(String request, String answer) {
        cache.store(Answers.get(request), Answers.ok(answer));
    }

    private Fields found(String request) {
        return cache.find(Answers.get(request)).fields();
    }
}
