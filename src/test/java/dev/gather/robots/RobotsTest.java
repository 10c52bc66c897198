package dev.gather.robots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import dev.gather.testing.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RobotsTest {
    private static final RobotsAnswer TROUBLE = RobotsAnswer.unreachable("status 503");

    private final ManualClock clock = new ManualClock();
    private final Robots robots = new Robots(RobotsSettings.DEFAULT, clock::nanos);
    private final List<Promise<RobotsAnswer>> fetches = new ArrayList<>();

    private static Target target(String url) {
        try {
            return Target.parse(url);
        } catch (InvalidUrl e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Future<RobotsAnswer> ask(String url) {
        return robots.ask(target(url), () -> {
            Promise<RobotsAnswer> fetch = Promise.promise();
            fetches.add(fetch);
            return fetch.future();
        });
    }

    private RobotsAnswer disallowing(String path) {
        byte[] bytes = ("User-agent: *\nDisallow: " + path).getBytes(StandardCharsets.UTF_8);
        return RobotsAnswer.of(robots.read(bytes, bytes.length, false));
    }

    private void fetched(RobotsAnswer answer) {
        fetches.get(fetches.size() - 1).complete(answer);
    }

    private void minutes(long minutes) {
        clock.advance(TimeUnit.MINUTES.toNanos(minutes));
    }

    @Test
    void allWhoAskAtOnceShareOneFetch() {
        Future<RobotsAnswer> first = ask("http://a.example/1");
        Future<RobotsAnswer> second = ask("http://a.example/2?x");
        assertThat(fetches).hasSize(1);
        assertThat(second.isComplete()).isFalse();
        fetched(disallowing("/1"));
        assertThat(first.result().objection("/1")).isNotNull();
        assertThat(second.result()).isSameAs(first.result());
        assertThat(ask("http://a.example/3").result()).isSameAs(first.result());
        assertThat(fetches).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://a.example/", "http://a.example:8080/", "http://b.example/", "https://a.example:80/"})
    void anotherOriginHasItsOwn(String other) {
        ask("http://a.example/").result();
        fetched(RobotsAnswer.NONE);
        assertThat(ask(other).isComplete()).isFalse();
        assertThat(fetches).hasSize(2);
    }

    @Test
    void rulesAreKeptForADay() {
        Future<RobotsAnswer> unused = ask("http://a.example/");
        fetched(disallowing("/"));
        minutes(24 * 60 - 1);
        assertThat(ask("http://a.example/").isComplete()).isTrue();
        minutes(1);
        assertThat(ask("http://a.example/").isComplete()).isFalse();
        fetched(RobotsAnswer.NONE);
        assertThat(ask("http://a.example/").result().objection("/")).isNull();
    }

    @Test
    void troubleIsKeptForAMinuteDoublingToFive() {
        Future<RobotsAnswer> unused = ask("http://a.example/");
        fetched(TROUBLE);
        for (int minutes : new int[] {1, 2, 4, 5, 5}) {
            clock.advance(TimeUnit.MINUTES.toNanos(minutes) - 1);
            assertThat(ask("http://a.example/").result().objection("/")).contains("(status 503)");
            clock.advance(1);
            assertThat(ask("http://a.example/").isComplete()).isFalse();
            fetched(TROUBLE);
        }
        minutes(5);
        Future<RobotsAnswer> well = ask("http://a.example/");
        fetched(RobotsAnswer.NONE);
        assertThat(well.result().objection("/")).isNull();
    }

    @Test
    void knownRulesStayInForceWhileNewOnesCannotBeHad() {
        Future<RobotsAnswer> unused = ask("http://a.example/");
        fetched(disallowing("/x"));
        minutes(24 * 60);
        Future<RobotsAnswer> later = ask("http://a.example/");
        fetched(TROUBLE);
        assertThat(later.result().objection("/y")).isNull();
        assertThat(later.result().objection("/x")).contains("Disallow: /x");
        minutes(1);
        assertThat(ask("http://a.example/").isComplete()).isFalse();
    }

    @Test
    void aFetchThatFailsIsSharedAndNotRemembered() {
        Future<RobotsAnswer> first = ask("http://a.example/");
        Future<RobotsAnswer> second = ask("http://a.example/");
        fetches.get(0).fail("refused");
        assertThat(first.cause()).hasMessage("refused");
        assertThat(second.cause()).hasMessage("refused");
        assertThat(ask("http://a.example/").isComplete()).isFalse();
        assertThat(fetches).hasSize(2);
    }

    @Test
    void aFetchThatThrowsLeavesNothingBehind() {
        Future<RobotsAnswer> bad = robots.ask(target("http://a.example/"), () -> {
            throw new IllegalStateException("bug");
        });
        assertThat(bad.cause()).hasMessage("bug");
        assertThat(ask("http://a.example/").isComplete()).isFalse();
    }

    @Test
    void whatIsRememberedIsBounded() {
        RobotsAnswer large = disallowing("/" + "x".repeat(400_000));
        for (int i = 0; i < 200; i++) {
            Future<RobotsAnswer> unused = ask("http://a.example:" + (1_000 + i) + "/");
            fetched(large);
        }
        long kept = 0;
        for (int i = 0; i < 200; i++) {
            kept += ask("http://a.example:" + (1_000 + i) + "/").isComplete() ? 1 : 0;
        }
        assertThat(kept).isBetween(1L, 42L);
    }
}
