package dev.gather.fetch;

import dev.gather.net.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for one URL.
 *
 * @param index the item's place in its batch
 * @param id the caller's own name for it, echoed
 * @param url the URL as the caller wrote it, echoed
 * @param target where it leads; null exactly if {@code rejection} is set
 * @param rejection why it will not be fetched
 * @param body what to send; null for none
 */
public record Fetch(
        int index,
        @Nullable String id,
        String url,
        HttpMethod method,
        @Nullable Target target,
        @Nullable Failure rejection,
        @Nullable Buffer body,
        FetchOptions options) {

    /** Whether sending it twice means no more than sending it once and safe to repeat (RFC 9110, section 9.2.1). */
    public boolean safe() {
        return safe(method);
    }

    /** The same of a method alone. */
    public static boolean safe(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }
}
