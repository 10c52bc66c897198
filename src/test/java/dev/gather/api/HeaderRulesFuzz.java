package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gather.fetch.FetchOptions;
import dev.gather.testing.FuzzInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * A header that is accepted (name on the first line, value in the rest) goes out as that one header, octet for octet.
 */
class HeaderRulesFuzz {
    @FuzzTest
    void header(byte[] data) {
        var input = new FuzzInput(data);
        String name = input.line(StandardCharsets.UTF_8);
        String value = input.rest(StandardCharsets.UTF_8);
        try {
            var draft = new OptionsDraft(new Rulebook());
            draft.header(name, value);
            Map<String, String> headers = draft.over(FetchOptions.DEFAULT).headers();
            String sent = value.replaceAll("^[ \t]+|[ \t]+$", "");
            assertThat(name.chars()).allMatch(c -> c > ' ' && c < 0x7F);
            assertThat(headers).containsOnly(Map.entry(name.toLowerCase(Locale.ROOT), sent));
            assertThat(written(headers))
                    .isEqualTo("GET / HTTP/1.1\r\n" + name.toLowerCase(Locale.ROOT) + ": " + sent + "\r\n\r\n");
            assertThat(sent).doesNotContain("\r", "\n", "\0");
        } catch (Fault refused) {
            assertThat(refused.itemCode()).isNotNull();
        }
    }

    /** The request as the library writes it when it checks nothing itself. */
    private static String written(Map<String, String> headers) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.GET,
                "/",
                Unpooled.EMPTY_BUFFER,
                DefaultHttpHeadersFactory.headersFactory().withValidation(false),
                DefaultHttpHeadersFactory.trailersFactory());
        headers.forEach(request.headers()::add);
        var channel = new EmbeddedChannel(new HttpRequestEncoder());
        try {
            var text = new StringBuilder();
            channel.writeOutbound(request);
            for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
                text.append(part.toString(StandardCharsets.ISO_8859_1));
                part.release();
            }
            return text.toString();
        } finally {
            var unused = channel.finishAndReleaseAll();
        }
    }
}
