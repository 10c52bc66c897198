package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import okhttp3.HttpUrl;

/** Any text is a URL in one reading only, or {@link InvalidUrl}. */
class TargetFuzz {
    @FuzzTest
    void parse(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            Target target = Target.parse(text);
            assertThat(text.substring(0, 5)).isEqualToIgnoringCase(target.href().substring(0, 5));
            assertThat(text.substring(0, 5).chars()).allMatch(c -> c < 128);
            check(target);
        } catch (InvalidUrl refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    /** What everything behind the door relies on. */
    static void check(Target target) throws InvalidUrl {
        Target again = Target.parse(target.href());
        assertThat(again).isEqualTo(target).hasSameHashCodeAs(target);
        assertThat(again.host()).isEqualTo(target.host());
        assertThat(again.literal()).isEqualTo(target.literal());
        assertThat(target.href()).matches("https?://[a-z0-9._\\-\\[\\]:]+/.*").endsWith(target.requestUri());
        assertThat(target.requestUri()).startsWith("/").doesNotContain("#");
        assertThat(target.href().chars()).allMatch(c -> c > ' ' && c < 0x7F);
        hostIsTheOneOthersRead(target);
    }

    /** What is judged is what is dialled: an address is an address to everybody, and a name a name. */
    private static void hostIsTheOneOthersRead(Target target) {
        String name = target.host().name();
        HttpUrl other = HttpUrl.parse(target.href());
        if (other == null) {
            assertThat(name).contains("xn--"); // it holds A-labels to rules of its own
        } else {
            assertThat(name.replaceAll("[\\[\\]]", "")).isEqualTo(other.host());
            assertThat(target.host().port()).isEqualTo(other.port());
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        if (target.literal() == null) {
            assertThat(address).as(name).isNull();
            assertThat(name.substring(name.lastIndexOf('.') + 1)).doesNotMatch("[0-9]+|0x[0-9a-f]*");
        } else {
            assertThat(IpLiterals.formatHost(target.literal())).isEqualTo(name);
            assertThat(target.literal()).isEqualTo(IpLiterals.address(Objects.requireNonNull(address)));
        }
    }
}
