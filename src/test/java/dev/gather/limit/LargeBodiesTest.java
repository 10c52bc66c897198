package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.limit.LargeBodies.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LargeBodiesTest {
    private final BufferedBytes buffered = new BufferedBytes(201);
    private final LargeBodies bodies = new LargeBodies(buffered);
    private final List<String> granted = new ArrayList<>();

    @BeforeEach
    void memoryIsShort() {
        buffered.hold(101);
    }

    @Test
    void thoseThatFitTogetherAreReadTogether() {
        assertThat(enter("a", 50).granted()).isTrue();
        assertThat(enter("b", 50).granted()).isTrue();
        assertThat(enter("c", 1).granted()).isFalse();
    }

    @Test
    void oneIsAlwaysReadHoweverShortMemoryIs() {
        buffered.hold(1_000);
        Place first = enter("a", 5_000);
        Place second = enter("b", 10);
        assertThat(first.granted()).isTrue();
        assertThat(second.granted()).isFalse();
        first.leave();
        assertThat(granted).containsExactly("b");
        assertThat(second.granted()).isTrue();
    }

    @Test
    void noneIsReadWhileCallersKeepAllOfMemoryAndMore() {
        BufferedBytes.Account caller = buffered.account("deaf");
        caller.hold(301);
        assertThat(enter("a", 10).granted()).as("half as much again is kept").isTrue();
        caller.hold(1);
        Place second = enter("b", 10);
        assertThat(bodies.enter(10, Runnable::run, () -> {}).granted()).isFalse();
        assertThat(second.granted()).isFalse();
        caller.release(1);
        bodies.review();
        assertThat(granted).isEmpty();
    }

    @Test
    void whatIsThereAtOnceNeedsAPlaceHoweverMuchMemoryThereIs() {
        buffered.release(101);
        Place first = enterAtOnce("a", 150);
        Place second = enterAtOnce("b", 100);
        Place third = enterAtOnce("c", 110);
        bodies.review();
        assertThat(first.granted()).isTrue();
        assertThat(granted).isEmpty();
        first.leave();
        assertThat(granted).containsExactly("b");
        assertThat(second.granted()).isTrue();
        assertThat(third.granted()).isFalse();
    }

    @Test
    void theOthersAreReadInOrderOfArrival() {
        Place first = enter("a", 100);
        Place large = enter("b", 90);
        Place small = enter("c", 10);
        Place late = enter("d", 1);
        first.leave();
        assertThat(granted).containsExactly("b", "c");
        large.leave();
        small.leave();
        assertThat(granted).containsExactly("b", "c", "d");
        late.leave();
        assertThat(enter("e", 100).granted()).isTrue();
    }

    @Test
    void whoLeavesWhileWaitingIsForgotten() {
        Place first = enter("a", 100);
        Place second = enter("b", 100);
        second.leave();
        second.leave();
        first.leave();
        first.leave();
        assertThat(granted).isEmpty();
        assertThat(enter("c", 100).granted()).isTrue();
    }

    @Test
    void whoWaitsGoesOnWhenMemoryIsNoLongerShort() {
        buffered.hold(90);
        Place first = enter("a", 50);
        Place second = enter("b", 50);
        assertThat(bodies.areMany()).isTrue();
        assertThat(second.granted()).isFalse();
        buffered.release(101);
        bodies.review();
        assertThat(granted).containsExactly("b");
        assertThat(second.granted()).as("no place is needed").isFalse();
        second.leave();
        first.leave();
    }

    private Place enter(String name, long bytes) {
        return bodies.enter(bytes, Runnable::run, () -> granted.add(name));
    }

    private Place enterAtOnce(String name, long bytes) {
        return bodies.enterAtOnce(bytes, Runnable::run, () -> granted.add(name));
    }
}
