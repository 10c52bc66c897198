package dev.gather.net;

import com.ibm.icu.text.IDNA;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hosts in their normal form, read as WHATWG URL's host parser does and then held to what DNS can carry: letters,
 * digits, hyphen and underscore. Whatever a spelling turns into (percent-encoding, full-width digits, octal) is judged
 * after the turning.
 */
final class HostNames {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;
    /** Before mapping, which may drop characters; keeps hostile text away from the mapping's cost. */
    private static final int LONGEST_WRITTEN = 1_000;

    /** Reported by ICU, but no errors by WHATWG URL; emptiness and length are checked here. */
    private static final Set<IDNA.Error> HARMLESS = EnumSet.of(
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.HYPHEN_3_4);

    private HostNames() {}

    /**
     * The host in normal form: lower-case A-labels without final dot, dotted decimals, or RFC 5952 in brackets. An
     * IPv4-mapped address becomes the IPv4 address it reaches.
     */
    static String normalise(String written) throws InvalidUrl {
        if (written.isEmpty()) {
            throw new InvalidUrl("The host is missing.");
        }
        if (written.charAt(0) == '[') {
            return bracketed(written);
        }
        String name = withoutFinalDot(isPlain(written) ? written : mapped(written));
        if (endsInNumber(name)) {
            return legacyV4(name);
        }
        checkLabels(name);
        return name;
    }

    /** The address a normal-form host is; null for a name. */
    static @Nullable InetAddress literal(String host) {
        if (host.charAt(0) == '[') {
            return IpLiterals.parse(host.substring(1, host.length() - 1));
        }
        return endsInNumber(host) ? IpLiterals.parse(host) : null;
    }

    private static String bracketed(String written) throws InvalidUrl {
        boolean closed = written.indexOf(']') == written.length() - 1;
        String inner = closed ? written.substring(1, written.length() - 1) : "";
        var address = inner.indexOf(':') < 0 ? null : IpLiterals.parse(inner);
        if (address == null) {
            throw new InvalidUrl("The IPv6 address is not valid.");
        }
        return IpLiterals.formatHost(address);
    }

    private static String legacyV4(String name) throws InvalidUrl {
        var address = IpLiterals.parseLegacyV4(name);
        if (address == null) {
            throw new InvalidUrl("The IPv4 address is not valid.");
        }
        String canonical = IpLiterals.format(address);
        return canonical.equals(name) ? name : canonical;
    }

    /** Whether the name needs no mapping: lower-case ASCII that is no A-label. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isNameCharacter(name.charAt(i)) && name.charAt(i) != '.') {
                return false;
            }
        }
        return !name.contains("xn--");
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static String mapped(String written) throws InvalidUrl {
        if (written.length() > LONGEST_WRITTEN) {
            throw notValid();
        }
        String decoded = written.indexOf('%') < 0 ? written : percentDecoded(written);
        String lower = decoded.toLowerCase(Locale.ROOT);
        return isAscii(decoded) && !lower.contains("xn--") ? lower : Uts46.toAscii(decoded);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static String percentDecoded(String written) throws InvalidUrl {
        byte[] raw = written.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                decoded.put(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw notValid();
            }
            decoded.put((byte) ((high << 4) | low));
            i += 2;
        }
        return utf8(decoded.flip());
    }

    private static String utf8(ByteBuffer bytes) throws InvalidUrl {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw notValid();
        }
    }

    /** A final dot says that the name is complete; ours always are, so that limits and lists see one spelling. */
    private static String withoutFinalDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Whether the name can only be an IPv4 address (WHATWG URL, "ends in a number checker"). */
    private static boolean endsInNumber(String name) {
        int start = name.lastIndexOf('.') + 1;
        boolean hex = name.startsWith("0x", start);
        for (int i = hex ? start + 2 : start; i < name.length(); i++) {
            if (Character.digit(name.charAt(i), hex ? 16 : 10) < 0) {
                return false;
            }
        }
        return start < name.length();
    }

    private static void checkLabels(String name) throws InvalidUrl {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' ? label == 0 : !isNameCharacter(c)) {
                throw notValid();
            }
            label = c == '.' ? 0 : label + 1;
            if (label > LONGEST_LABEL) {
                throw notValid();
            }
        }
        if (label == 0 || name.length() > LONGEST_NAME) {
            throw notValid();
        }
    }

    private static InvalidUrl notValid() {
        return new InvalidUrl("The host name is not valid.");
    }

    /** Loaded with its tables only once a name needs them. */
    private static final class Uts46 {
        private static final IDNA RULES = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.NONTRANSITIONAL_TO_UNICODE
                | IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ);

        private static String toAscii(String name) throws InvalidUrl {
            var info = new IDNA.Info();
            String ascii = RULES.nameToASCII(name, new StringBuilder(), info).toString();
            if (!HARMLESS.containsAll(info.getErrors())) {
                throw notValid();
            }
            return ascii;
        }
    }
}
