package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Objects;

/** A page in any charset the JDK can write, which says so in its header, its text, its first bytes, or nowhere. */
final class Charsets {
    private static final List<String> PHRASES =
            List.of("こんにちは世界", "Привет, мир", "Γειά σου Κόσμε", "Grüße, Welt", "Hello, world");

    private Charsets() {}

    static void page(RoutingContext ctx) {
        Charset charset = writable(Objects.requireNonNullElse(ctx.pathParam("label"), ""));
        String where = Params.word(ctx, "where").orElse("meta");
        String type = where.equals("header") ? "text/html; charset=" + charset.name() : "text/html";
        Answers.bytes(ctx, type, Buffer.buffer(encode(document(charset, where), charset)));
    }

    private static String document(Charset charset, String where) {
        String page = Answers.page(phrase(charset), "This page is in " + charset.name() + ".");
        return switch (where) {
            case "header", "none" -> page;
            case "meta" -> page.replace("<head>", "<head><meta charset=\"" + charset.name() + "\">");
            case "bom" -> "\uFEFF" + page;
            default -> throw new IllegalArgumentException("where: " + where + " (expected header, meta, bom or none)");
        };
    }

    private static String phrase(Charset charset) {
        return PHRASES.stream()
                .filter(charset.newEncoder()::canEncode)
                .findFirst()
                .orElseThrow(() -> unwritable(charset.name()));
    }

    private static Charset writable(String label) {
        Charset charset = known(label);
        if (!charset.canEncode()) {
            throw unwritable(label);
        }
        // Java's UTF-16 writes a mark of its own, asked or not.
        return charset.equals(StandardCharsets.UTF_16) ? StandardCharsets.UTF_16BE : charset;
    }

    private static Charset known(String label) {
        try {
            return Charset.forName(label);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw unwritable(label);
        }
    }

    private static IllegalArgumentException unwritable(String label) {
        return new IllegalArgumentException("label: " + label + " (expected a charset that can be written)");
    }

    private static byte[] encode(String text, Charset charset) {
        try {
            ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException noSuchCharacter) {
            throw new IllegalArgumentException(charset.name() + " cannot hold this page", noSuchCharacter);
        }
    }
}
