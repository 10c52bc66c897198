package dev.gather.fetch;

import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a redirect means for the next request (RFC 9110, section 15.4). */
final class Redirects {
    private static final List<String> CONTENT_HEADERS =
            List.of("content-type", "content-encoding", "content-language", "content-location");
    /** What says nothing of who asks. */
    private static final Set<String> HARMLESS =
            Set.of("accept", "user-agent", "cache-control", "pragma", "range", "traceparent", "tracestate");

    private static final List<String> HARMLESS_KINDS = List.of("accept-", "content-", "if-");

    private Redirects() {}

    /** Whether a client is expected to follow this answer. */
    static boolean redirects(int status, ResponseHeaders headers) {
        return leadsOn(status) && headers.get("location") != null;
    }

    /** Whether the status is one that sends on to another place. */
    static boolean leadsOn(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** Where the answer leads. */
    static Target target(Target from, ResponseHeaders headers) throws InvalidUrl {
        String location = headers.get("location");
        return from.resolve(location == null ? "" : location);
    }

    /** What a reference within an answer means, if that is a URL of the same origin. */
    static Optional<Target> ofSameOrigin(Target from, String reference) {
        try {
            return Optional.of(from.resolve(reference)).filter(from::sameOrigin);
        } catch (InvalidUrl e) {
            return Optional.empty();
        }
    }

    /** The next request's method: 303 asks for GET, and a POST that was moved becomes a GET, as browsers do it. */
    static HttpMethod method(HttpMethod method, int status) {
        boolean see = status == 303 && !method.equals(HttpMethod.HEAD);
        boolean movedPost = (status == 301 || status == 302) && method.equals(HttpMethod.POST);
        return see || movedPost ? HttpMethod.GET : method;
    }

    /** Removes what describes a body that is not sent again. */
    static void dropContentHeaders(MultiMap headers) {
        CONTENT_HEADERS.forEach(headers::remove);
    }

    /**
     * Removes what only the origin that the caller named may see: everything that is not known to be harmless, since
     * keys and tokens come under any name.
     */
    static void dropSecrets(MultiMap headers) {
        for (String name : List.copyOf(headers.names())) {
            if (!isHarmless(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
        }
    }

    private static boolean isHarmless(String name) {
        return HARMLESS.contains(name) || HARMLESS_KINDS.stream().anyMatch(name::startsWith);
    }
}
