package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * URLs and redirects against the test data of the URL standard: what it reads as http(s) Gather reads alike, to the
 * last character that goes on the wire, or refuses by a rule of its own; what it refuses, or reads as another scheme,
 * Gather refuses. {@code wpt-refused.tsv} lists every row that is refused by a rule; a row too many or too few there is
 * a failure.
 */
class UrlStandardTest {
    /** Why Gather refuses what the standard reads. */
    private enum Rule {
        /** {@code http:x}, {@code http:/x}: a name to some parsers, a path to others. */
        SLASHES("Absolute http or https URL expected."),
        /** A slash to the standard, a character to RFC 3986: {@code a\@b} has one host or the other. */
        BACKSLASH("The URL must not contain backslashes."),
        /** The host is behind the last at sign, the first, or neither; and secrets do not belong into URLs. */
        CREDENTIALS("The URL must not contain credentials."),
        /** Removed, encoded or the end of the request line, depending on who reads. */
        WHITE_SPACE("The URL must not contain white space or control characters."),
        /** No character, hence no bytes; the standard makes another character of it. */
        HALF_PAIR("The URL must not contain half a surrogate pair."),
        /** Nobody listens on port 0. */
        PORT("A port from 1 to 65535 expected."),
        /** Fine characters, but no name that DNS could hold: empty and long labels, punctuation. */
        HOST_NAME("The host name is not valid.");

        private final String message;

        Rule(String message) {
            this.message = message;
        }
    }

    private static final Map<String, Rule> REFUSED = refused();

    static List<Row> rows() {
        return lines("wpt-urls.tsv").stream()
                .map(line -> line.split("\t", -1))
                .map(cells -> new Row(json(cells[0]), json(cells[1]), json(cells[2])))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsLikeTheStandardOrRefusesByARule(Row row) throws InvalidUrl {
        Rule rule = REFUSED.get(row.key());
        if (row.isHttp() && rule == null) {
            assertThat(read(row).href()).isEqualTo(withoutFragment(row.href));
        } else {
            String message = rule == null ? "" : rule.message;
            assertThatExceptionOfType(InvalidUrl.class)
                    .isThrownBy(() -> read(row))
                    .withMessageContaining(message);
        }
    }

    static List<Row> absolute() {
        return rows().stream().filter(row -> isAbsolute(row.input)).toList();
    }

    /** An absolute URL means the same whether a caller or an origin wrote it. */
    @ParameterizedTest
    @MethodSource("absolute")
    void readsAnAbsoluteUrlLikeARedirectToIt(Row row) throws InvalidUrl {
        assertThat(row.isHttp()).as("read by the standard").isTrue();
        Target written = Target.parse(row.input);
        Target elsewhere = Target.parse("https://elsewhere.example/a/b?c");
        assertThat(written.href()).isEqualTo(withoutFragment(row.href));
        assertThat(elsewhere.resolve(octets(row.input))).isEqualTo(written);
    }

    @Test
    void listsNoRefusalThatIsNone() {
        List<String> http = rows().stream().filter(Row::isHttp).map(Row::key).toList();
        assertThat(http).hasSizeGreaterThan(200).containsAll(REFUSED.keySet());
        assertThat(rows()).hasSizeGreaterThan(700);
        assertThat(absolute()).hasSizeGreaterThan(100);
    }

    private static boolean isAbsolute(String text) {
        try {
            Target unused = Target.parse(text);
            return true;
        } catch (InvalidUrl e) {
            return false;
        }
    }

    private static Target read(Row row) throws InvalidUrl {
        return row.base == null
                ? Target.parse(row.input)
                : Target.parse(row.base).resolve(octets(row.input));
    }

    /** As a field value comes over HTTP: UTF-8, each octet read as a character. */
    private static String octets(String text) {
        boolean encodable = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        return encodable ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) : text;
    }

    private static String withoutFragment(String href) {
        int fragment = href.indexOf('#');
        return fragment < 0 ? href : href.substring(0, fragment);
    }

    private static Map<String, Rule> refused() {
        var rules = new LinkedHashMap<String, Rule>();
        for (String line : lines("wpt-refused.tsv")) {
            String[] cells = line.split("\t", -1);
            Rule before = rules.put(new Row(json(cells[1]), json(cells[2]), null).key(), Rule.valueOf(cells[0]));
            assertThat(before).as(line).isNull();
        }
        return rules;
    }

    private static List<String> lines(String resource) {
        try (var in = new BufferedReader(
                new InputStreamReader(UrlStandardTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return in.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String cell) {
        return (String) Json.decodeValue(cell);
    }

    /**
     * One case.
     *
     * @param base null: none
     * @param href null: refused by the standard
     */
    record Row(String input, String base, String href) {
        boolean isHttp() {
            return href != null && (href.startsWith("http:") || href.startsWith("https:"));
        }

        String key() {
            return input + '\t' + base;
        }
    }
}
