package dev.gather.api;

import dev.gather.fetch.Failure;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Phase;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One item of a request as far as it is read. */
final class ItemDraft {
    static final int MOST_BODY_BYTES = 1 << 20;

    private static final int MOST_ID_CHARS = 128;

    /** The fields of a request object (CONTRACT, section 4). */
    static final Fields<ItemDraft> FIELDS = new Fields<ItemDraft>()
            .and("url", Field.text(ItemDraft::url))
            .and("id", Field.text(ItemDraft::id))
            .and("body", Field.text(ItemDraft::textBody))
            .and("body_base64", Field.text(ItemDraft::base64Body))
            .and("json", Field.json(ItemDraft::jsonBody))
            .and(OptionsDraft.FIELDS, ItemDraft::options);

    private final int line;
    private final Rulebook rulebook;
    private @Nullable String url;
    private @Nullable Target target;
    private @Nullable String id;
    private @Nullable Failure rejection;
    private @Nullable Buffer body;
    private @Nullable String bodyType;
    private boolean hasBody;
    private @Nullable OptionsDraft options;

    /** @param line the line it stands in, where bodies are read by lines; 0 elsewhere */
    ItemDraft(int line, Rulebook rulebook) {
        this.line = line;
        this.rulebook = rulebook;
    }

    void url(String text) throws Fault {
        url = cut(text);
        try {
            target = Target.parse(text);
        } catch (InvalidUrl cause) {
            throw Fault.ofItem(FailureCode.INVALID_URL, String.valueOf(cause.getMessage()));
        }
    }

    /** As much of it as is ever echoed; what is longer than a URL may be is not kept. */
    private static String cut(String text) {
        if (text.length() <= Target.LONGEST) {
            return text;
        }
        boolean withinPair = Character.isHighSurrogate(text.charAt(Target.LONGEST - 1));
        return text.substring(0, withinPair ? Target.LONGEST - 1 : Target.LONGEST);
    }

    private void id(String text) throws Fault {
        if (text.isEmpty() || text.length() > MOST_ID_CHARS || text.chars().anyMatch(Character::isISOControl)) {
            throw Fault.ofCall("1.." + MOST_ID_CHARS + " characters, none of them a control character, expected.");
        }
        id = text;
    }

    private void textBody(String text) throws Fault {
        body(text.getBytes(StandardCharsets.UTF_8), "text/plain;charset=UTF-8");
    }

    private void jsonBody(byte[] text) throws Fault {
        body(text, "application/json");
    }

    private void base64Body(String text) throws Fault {
        try {
            body(Base64.getDecoder().decode(text), null);
        } catch (IllegalArgumentException cause) {
            throw Fault.ofCall("Base64 (RFC 4648, section 4) expected.");
        }
    }

    private void body(byte[] bytes, @Nullable String type) throws Fault {
        if (hasBody) {
            throw Fault.ofCall("At most one of body, body_base64 and json expected.");
        }
        hasBody = true;
        if (bytes.length > MOST_BODY_BYTES) {
            throw Fault.ofItem(FailureCode.INVALID_REQUEST, "A body has at most " + MOST_BODY_BYTES + " bytes.");
        }
        body = Buffer.buffer(bytes);
        bodyType = type;
    }

    /** The item's own options. */
    OptionsDraft options() {
        if (options == null) {
            options = new OptionsDraft(rulebook);
        }
        return options;
    }

    /** The item's own options; null if it has none. */
    @Nullable
    OptionsDraft ownOptions() {
        return options;
    }

    /** Makes this the item's outcome, unless an earlier mistake already is. */
    void reject(FailureCode code, String detail) {
        if (rejection == null) {
            rejection = Failure.of(code, Phase.ADMIT, detail);
        }
    }

    int line() {
        return line;
    }

    @Nullable
    String url() {
        return url;
    }

    /** Where it leads; null if it will not be fetched. */
    @Nullable
    Target target() {
        return rejection == null ? target : null;
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    Failure rejection() {
        return rejection;
    }

    boolean hasBody() {
        return hasBody;
    }

    @Nullable
    Buffer body() {
        return body;
    }

    /** The content type that goes with the body unless the caller names one; null for none. */
    @Nullable
    String bodyType() {
        return bodyType;
    }
}
