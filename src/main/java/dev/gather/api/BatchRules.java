package dev.gather.api;

import dev.gather.fetch.Failure;
import dev.gather.net.Target;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the operator allows in one call.
 *
 * @param requestBytes longest body
 * @param urlsPerCall most items
 * @param mostConcurrency most fetches in flight that one batch may ask for
 * @param methods what may be sent to origins
 * @param judge what is known against a target before anything is sent; null: nothing
 */
record BatchRules(
        int requestBytes,
        int urlsPerCall,
        int mostConcurrency,
        Set<HttpMethod> methods,
        Function<Target, @Nullable Failure> judge) {
    BatchRules {
        methods = Set.copyOf(methods);
    }

    boolean allows(String method) {
        // A stream would be 208 bytes for each URL of a call.
        for (HttpMethod allowed : methods) {
            if (allowed.name().equals(method)) {
                return true;
            }
        }
        return false;
    }

    String methodsExpected() {
        List<String> names = methods.stream().map(HttpMethod::name).sorted().toList();
        return "Method expected: one of " + String.join(", ", names) + ".";
    }
}
