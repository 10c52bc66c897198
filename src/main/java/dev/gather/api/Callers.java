package dev.gather.api;

import io.vertx.core.MultiMap;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may call. With keys: whoever sends one; keys are compared by their hashes, all of them, in constant time.
 * Without: everybody on this machine, which takes a loopback {@code Host} (a page that rebinds its own name to
 * 127.0.0.1 still sends that name) and no request that a browser makes for another site: it says so in {@code
 * Sec-Fetch-Site} (W3C Fetch Metadata), and one too old for that in {@code Origin} (RFC 6454, section 7).
 */
final class Callers {
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    private static final Pattern LOOPBACK = Pattern.compile(
            "(?:(?:[a-z0-9-]+\\.)*localhost|127(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}|\\[::1])(?::\\d{1,5})?");

    private final List<ApiKey> keys;
    private final List<byte[]> hashes;
    private final int callsPerMinute;

    /** @param callsPerMinute the quota of whoever has none of his own */
    Callers(List<ApiKey> keys, int callsPerMinute) {
        this.keys = List.copyOf(keys);
        this.hashes =
                keys.stream().map(key -> HexFormat.of().parseHex(key.sha256())).toList();
        this.callsPerMinute = callsPerMinute;
    }

    /**
     * Refuses hosts that no caller on this machine would name; there is nothing to refuse where keys guard the door.
     */
    void checkHost(RequestHead head) throws Problem {
        String host = head.headers().get("host");
        if (keys.isEmpty() && (host == null || !loopback(host) || !loopback(head.authority(host)))) {
            throw Problem.ofHeader(
                    ProblemCode.FORBIDDEN,
                    "host",
                    "Without keys only loopback hosts are served, for example localhost.");
        }
    }

    /** Whether a Host header names this machine: localhost, a name below it, 127.0.0.0/8 or [::1], any port. */
    static boolean loopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /** Who sent this request; a problem if nobody who may. */
    Caller identify(MultiMap headers) throws Problem {
        if (keys.isEmpty()) {
            refuseOtherSites(headers);
            return new Caller("anonymous", callsPerMinute);
        }
        String key = keyIn(headers);
        int found = key == null ? -1 : find(key);
        if (found < 0) {
            String detail = key == null ? "This path needs a key." : "The key is not known.";
            throw Problem.of(ProblemCode.UNAUTHORIZED, detail).header("WWW-Authenticate", "Bearer");
        }
        Integer own = keys.get(found).callsPerMinute();
        return new Caller(keys.get(found).name(), own == null ? callsPerMinute : own);
    }

    private static void refuseOtherSites(MultiMap headers) throws Problem {
        for (String site : headers.getAll("sec-fetch-site")) {
            refuseUnless(OWN_SITE.contains(site.trim().toLowerCase(Locale.ROOT)), "sec-fetch-site");
        }
        for (String origin : headers.getAll("origin")) {
            refuseUnless(authority(origin).equalsIgnoreCase(headers.get("host")), "origin");
        }
    }

    private static void refuseUnless(boolean ownSite, String header) throws Problem {
        if (!ownSite) {
            throw Problem.ofHeader(ProblemCode.FORBIDDEN, header, "Requests for other sites are refused.");
        }
    }

    /** Host and port of an origin; nothing that could be a host if it has none, as {@code null}. */
    private static String authority(String origin) {
        int slashes = origin.indexOf("://");
        return slashes < 0 ? "" : origin.substring(slashes + 3);
    }

    private static @Nullable String keyIn(MultiMap headers) {
        String authorization = headers.get("authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).trim();
        }
        String key = headers.get("x-api-key");
        return key == null ? null : key.trim();
    }

    /** Index of the key; -1 if it is none. Looks at all of them, so that time tells nothing. */
    private int find(String key) {
        byte[] hash = Sha256.of(key);
        int found = -1;
        for (int i = 0; i < hashes.size(); i++) {
            if (MessageDigest.isEqual(hash, hashes.get(i))) {
                found = i;
            }
        }
        return found;
    }
}
