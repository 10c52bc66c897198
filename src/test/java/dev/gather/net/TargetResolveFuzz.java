package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gather.testing.FuzzInput;
import java.nio.charset.StandardCharsets;

/** Any {@code Location} (the rest) leads from any URL (the first line) to a valid one, or to {@link InvalidUrl}. */
class TargetResolveFuzz {
    @FuzzTest
    void resolve(byte[] data) throws InvalidUrl {
        var input = new FuzzInput(data);
        Target from = base(input.line(StandardCharsets.UTF_8));
        String location = input.rest(StandardCharsets.ISO_8859_1);
        try {
            Target to = from.resolve(location);
            TargetFuzz.check(to);
            if (!location.contains("//")) {
                assertThat(to.sameOrigin(from)).isTrue();
            }
        } catch (InvalidUrl refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static Target base(String text) throws InvalidUrl {
        try {
            return Target.parse(text);
        } catch (InvalidUrl refused) {
            return Target.parse("http://a.example:8080/b/c/d;p?q");
        }
    }
}
