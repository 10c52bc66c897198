package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gather.fetch.FetchSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;

/** Any query is a batch or a {@link Problem}, for GET, which takes URLs from it, and for POST, which does not. */
class QueryReaderFuzz {
    private static final BatchReader READER =
            new BatchReader(new BatchRules(64 << 10, 5, 512, FetchSettings.DEFAULT.methods(), target -> null));

    @FuzzTest
    void read(byte[] data) {
        String query = new String(data, StandardCharsets.ISO_8859_1);
        assertThat(outcome(HttpMethod.GET, query)).isEqualTo(outcome(HttpMethod.GET, query));
        assertThat(outcome(HttpMethod.POST, query)).isNotEmpty();
    }

    private static String outcome(HttpMethod method, String query) {
        var head = new RequestHead(
                method, "/v1/fetch?" + query, MultiMap.caseInsensitiveMultiMap().add("Content-Type", "text/plain"));
        try (BatchInput input = READER.begin(new Call("req", "caller", null, 0), head)) {
            if (method.equals(HttpMethod.POST)) {
                input.feed("http://a.example/".getBytes(StandardCharsets.US_ASCII));
            }
            return BatchReaderFuzz.describe(input.finish().batch());
        } catch (Problem problem) {
            return BatchReaderFuzz.describe(problem);
        }
    }
}
