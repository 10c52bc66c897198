package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Any {@code Retry-After} is a wait of up to a year, or none. */
class RetryAfterFuzz {
    private static final long[] NOWS_MS = {0, 784_111_777_000L, 1_795_404_800_000L, 253_402_300_799_000L};

    @FuzzTest
    void millis(byte[] data) {
        String value = new String(data, StandardCharsets.ISO_8859_1);
        for (long now : NOWS_MS) {
            RetryAfter.millis(value, now)
                    .ifPresent(wait -> assertThat(wait).isBetween(1L, TimeUnit.DAYS.toMillis(365)));
        }
    }
}
