package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

    @Test
    void goesFromStartingOverReadyToDraining() {
        assertThat(health.isReady()).isFalse();
        health.ready();
        assertThat(health.isReady()).isTrue();
        health.drain();
        assertThat(health.isReady()).isFalse();
    }

    @Test
    void neverGoesBack() {
        health.drain();
        health.ready();
        assertThat(health.isReady()).isFalse();
    }
}
