package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AheadTest {
    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    private final Ahead ahead = new Ahead(loop::addLast, 2);
    private final List<Integer> asked = new ArrayList<>();

    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            int number = i;
            ahead.add(() -> asked.add(number));
        }
        turn();
    }

    private void turn() {
        while (!loop.isEmpty()) {
            loop.removeFirst().run();
        }
    }

    @Test
    void soManyAskAtATimeInTurn() {
        add(0, 5);
        assertThat(asked).containsExactly(0, 1);
        ahead.asked();
        turn();
        assertThat(asked).containsExactly(0, 1, 2);
    }

    @Test
    void whoWaitsAsideLeavesItsPlaceToOthersUpToABound() {
        add(0, 200);
        for (int i = 0; i < 200; i++) {
            if (asked.size() > i) {
                ahead.stepsAside();
                turn();
            }
        }
        assertThat(asked).hasSize(64);
        ahead.cameBack();
        turn();
        assertThat(asked).hasSize(65);
    }

    @Test
    void nobodyAsksInAPauseButWhoIsUrged() {
        ahead.pause();
        Ahead.Asker urged = () -> asked.add(7);
        add(0, 3);
        ahead.add(urged);
        turn();
        assertThat(asked).isEmpty();
        ahead.urge(urged);
        assertThat(asked).containsExactly(7);
        ahead.resume();
        turn();
        assertThat(asked).containsExactly(7, 0);
    }

    @Test
    void whatIsForgottenDoesNotAsk() {
        ahead.pause();
        add(0, 3);
        ahead.clear();
        ahead.resume();
        turn();
        assertThat(asked).isEmpty();
    }
}
