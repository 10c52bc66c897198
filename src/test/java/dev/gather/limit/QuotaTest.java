package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.limit.Quota.Grant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1));
    private final Quota quota = new Quota(now::get);

    @Test
    void aMinutesWorthMayBeTakenAtOnceAndThenComesBackEvenly() {
        for (int left = 5; left >= 0; left--) {
            Grant grant = quota.take("ann", 6);
            assertThat(grant.granted()).isTrue();
            assertThat(grant.remaining()).isEqualTo(left);
        }
        assertThat(quota.take("ann", 6)).isEqualTo(new Grant(false, 6, 0, 10));
        pass(9_999);
        assertThat(quota.take("ann", 6)).isEqualTo(new Grant(false, 6, 0, 1));
        pass(1);
        assertThat(quota.take("ann", 6).granted()).isTrue();
        assertThat(quota.take("ann", 6).granted()).isFalse();
    }

    @Test
    void callersHaveBucketsOfTheirOwn() {
        assertThat(quota.take("ann", 1).granted()).isTrue();
        assertThat(quota.take("ann", 1).granted()).isFalse();
        assertThat(quota.take("bob", 1).granted()).isTrue();
    }

    @Test
    void aLongRestFillsTheBucketOnce() {
        assertThat(quota.take("ann", 2).remaining()).isEqualTo(1);
        pass(TimeUnit.DAYS.toMillis(1));
        assertThat(quota.take("ann", 2).remaining()).isEqualTo(1);
    }

    @Test
    void headersSayWhatIsLeft() {
        Grant grant = quota.take("ann", 600);
        assertThat(grant.rateLimit()).isEqualTo("\"default\";r=599;t=1");
        assertThat(grant.policy()).isEqualTo("\"default\";q=600;w=60");
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws Exception {
        var granted = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> takeThousand(granted));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(granted).hasValue(1_234);
    }

    private void takeThousand(AtomicInteger granted) {
        for (int i = 0; i < 1_000; i++) {
            if (quota.take("ann", 1_234).granted()) {
                granted.incrementAndGet();
            }
        }
    }

    private void pass(long ms) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
    }
}
