package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.UrlForms;
import inet.ipaddr.IPAddressString;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * URLs of every odd form, and those of the standard's test data, read by Gather and by parsers that know nothing of it.
 * Whatever is accepted has one host, which no reader of what goes on from here takes for another; where the other
 * parser accepts a form too, both read the same origin, path and query, but for the differences listed.
 */
class UrlAgreementTest {
    private static final String V4 = "\\d{1,3}(\\.\\d{1,3}){3}";
    private static final List<Read> READ = Stream.concat(
                    UrlForms.all().stream(), UrlStandardTest.rows().stream().map(UrlStandardTest.Row::input))
            .flatMap(UrlAgreementTest::accepted)
            .toList();
    private static final List<Read> IN_BOTH =
            READ.stream().filter(read -> read.oracle != null).toList();

    /**
     * OkHttp takes {@code 127.1} and {@code 0x7f000001} for names; whether a resolver makes addresses of them is
     * unknown. The standard says which address it is, and an independent reader of such forms finds the same.
     */
    private static final Difference SHORT_IPV4 = new Difference(
            "short IPv4",
            (target, oracle) -> target.host().name().matches(V4)
                    && sameAddress(target.host().name(), oracle.host())
                    && target.requestUri().equals(requestUri(oracle)));

    /** OkHttp keeps the dot that ends a complete name; one host must not have two names in lists and limits. */
    private static final Difference FINAL_DOT = new Difference(
            "final dot",
            (target, oracle) -> oracle.host().equals(target.host().name() + '.')
                    && target.requestUri().equals(requestUri(oracle)));

    /** OkHttp encodes a bar in a path, the standard does not. */
    private static final Difference BAR = new Difference(
            "bar",
            (target, oracle) -> target.host().name().equals(oracle.host())
                    && target.requestUri().contains("|")
                    && encodedBars(target.requestUri()).equals(requestUri(oracle)));

    static List<Difference> differences() {
        return List.of(SHORT_IPV4, FINAL_DOT, BAR);
    }

    @Test
    void readsLikeOkHttpButForTheListedDifferences() {
        var unexplained = new ArrayList<String>();
        for (Read read : IN_BOTH) {
            assertThat(read.target.host().port()).as(read.url).isEqualTo(read.oracle.port());
            assertThat(read.target.secure()).as(read.url).isEqualTo(read.oracle.isHttps());
            boolean listed =
                    differences().stream().anyMatch(difference -> difference.explains.test(read.target, read.oracle));
            if (!listed && !isSame(read.target, read.oracle)) {
                unexplained.add(read.url + " as " + read.target.href() + ", by OkHttp as " + read.oracle);
            }
        }
        assertThat(unexplained).isEmpty();
        assertThat(IN_BOTH).hasSizeGreaterThan(700);
    }

    @ParameterizedTest
    @MethodSource("differences")
    void listsNoDifferenceThatIsNone(Difference difference) {
        assertThat(IN_BOTH)
                .filteredOn(read -> !isSame(read.target, read.oracle))
                .anyMatch(read -> difference.explains.test(read.target, read.oracle));
    }

    /** Text that was read is read again as itself, by us and, as far as they read it, by others. */
    @Test
    void handsOnTextThatNobodyReadsAsAnotherHost() throws InvalidUrl {
        for (Read read : READ) {
            String href = read.target.href();
            Target again = Target.parse(href);
            assertThat(again).isEqualTo(read.target);
            assertThat(again.host()).isEqualTo(read.target.host());
            assertThat(again.requestUri()).isEqualTo(read.target.requestUri());
            HttpUrl oracle = HttpUrl.get(href);
            assertThat(bracketed(oracle.host()))
                    .as(href)
                    .isEqualTo(read.target.host().name());
            assertThat(oracle.port()).as(href).isEqualTo(read.target.host().port());
            assertThat(hostOfUri(href)).as(href).isIn(null, read.target.host().name());
        }
    }

    @Test
    void acceptsHostsOfPlainCharactersOnly() {
        Set<String> names = new HashSet<>();
        READ.forEach(read -> names.add(read.target.host().name()));
        assertThat(names)
                .hasSizeGreaterThan(100)
                .allMatch(name -> name.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:]+]"))
                .allMatch(name -> name.length() <= 253);
        assertThat(READ).allMatch(read -> read.target.requestUri().matches("/[!-~&&[^#\\\\\"<>]]*"));
    }

    /** The address that is judged is the one that the text says, to a reader that takes only full forms. */
    @Test
    void judgesTheAddressThatTheHostSpells() {
        for (Read read : READ) {
            String name = read.target.host().name();
            boolean address = name.startsWith("[") || name.matches(V4);
            assertThat(read.target.literal() != null).as(read.url).isEqualTo(address);
            if (address) {
                String spelt = name.replaceAll("[\\[\\]]", "");
                assertThat(new IPAddressString(spelt).getAddress().toInetAddress())
                        .as(read.url)
                        .isEqualTo(read.target.literal());
            }
        }
    }

    private static Stream<Read> accepted(String url) {
        try {
            return Stream.of(new Read(url, Target.parse(url), okHttp(url)));
        } catch (InvalidUrl e) {
            return Stream.empty();
        }
    }

    private static HttpUrl okHttp(String url) {
        try {
            return HttpUrl.get(url);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isSame(Target target, HttpUrl oracle) {
        return target.host().name().equals(bracketed(oracle.host()))
                && target.requestUri().equals(requestUri(oracle));
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : '[' + host + ']';
    }

    private static String requestUri(HttpUrl url) {
        String query = url.encodedQuery();
        return query == null ? url.encodedPath() : url.encodedPath() + '?' + query;
    }

    private static String encodedBars(String requestUri) {
        int question = requestUri.indexOf('?');
        String path = question < 0 ? requestUri : requestUri.substring(0, question);
        return path.replace("|", "%7C") + requestUri.substring(path.length());
    }

    /**
     * Whether the short, octal or hexadecimal form says this address, as {@code inet_aton} reads it; {@code 0x} without
     * digits, which it does not read, is zero to the standard.
     */
    private static boolean sameAddress(String canonical, String form) {
        var read = new IPAddressString(form.replaceAll("\\.$", "").replaceAll("0x(?=\\.|$)", "0")).getAddress();
        return read != null && read.toCanonicalString().equals(canonical);
    }

    /** The JDK's reading; null where its grammar, which is older than such names, finds no host or no URL. */
    private static String hostOfUri(String href) {
        try {
            return new URI(href).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private record Difference(String name, BiPredicate<Target, HttpUrl> explains) {
        @Override
        public String toString() {
            return name;
        }
    }

    private record Read(String url, Target target, HttpUrl oracle) {}
}
