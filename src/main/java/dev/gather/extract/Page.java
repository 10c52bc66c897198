package dev.gather.extract;

import dev.gather.content.BodyForm;
import dev.gather.content.Content;
import dev.gather.content.Contents;
import dev.gather.content.MediaType;
import dev.gather.content.NotJson;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jspecify.annotations.Nullable;

/** A body as rules see it: as text, as a tree of elements, as JSON. Each is read when it is first asked for. */
final class Page {
    static final int MOST_BYTES = 5 << 20;

    /** Each may become a node or two, of some hundred bytes. */
    static final int MOST_TAGS = 200_000;

    static final int MOST_ELEMENTS = 100_000;

    /** What lies deeper is put at this depth, as browsers do at 512. */
    private static final int MOST_DEPTH = 256;

    private final Body body;
    private final MediaType type;
    private final Effort effort;
    private @Nullable String text;
    private @Nullable Document document;
    private @Nullable List<Element> elements;
    private @Nullable IdentityHashMap<Node, Integer> order;
    private @Nullable JsonTree json;

    Page(Body body, Effort effort) {
        this.body = body;
        this.type = MediaType.of(body.contentType());
        this.effort = effort;
    }

    Effort effort() {
        return effort;
    }

    /** The body as characters, by the charset that it says or shows. */
    String text() {
        if (text == null) {
            checkLength();
            if (!type.equals(MediaType.UNKNOWN) && !type.isText()) {
                throw new Stuck("The body is not text, but " + type.essence() + ".");
            }
            Content content = content(BodyForm.TEXT);
            text = new String(content.bytes(), 0, content.length(), StandardCharsets.UTF_8);
        }
        return text;
    }

    /** The body as a tree: as browsers read HTML, or as XML if that is what it is. */
    Document document() {
        if (document == null) {
            document = parsed(text());
        }
        return document;
    }

    /** All elements, in document order. */
    List<Element> elements() {
        if (elements == null) {
            Document whole = document();
            List<Element> all = whole.getAllElements();
            elements = all.subList(1, all.size()); // the first is the document
        }
        return elements;
    }

    /** The place of a node in document order. */
    int order(Node node) {
        if (order == null) {
            IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();
            document().traverse((each, depth) -> places.put(each, places.size()));
            order = places;
        }
        return order.getOrDefault(node, -1);
    }

    private Document parsed(String markup) {
        if (markup.chars().filter(c -> c == '<').limit(MOST_TAGS + 1L).count() > MOST_TAGS) {
            throw new Stuck("The page has more than " + MOST_TAGS + " tags.");
        }
        boolean xml = type.isXml() && !type.essence().equals("application/xhtml+xml");
        Parser parser = (xml ? Parser.xmlParser() : Parser.htmlParser()).setMaxDepth(MOST_DEPTH);
        try (StreamParser stream = new StreamParser(parser).parse(markup, "")) {
            count(stream.iterator());
            Document whole = stream.document();
            whole.outputSettings().prettyPrint(false);
            return whole;
        }
    }

    /** Reads to the end; a few tags can become many elements. */
    private void count(Iterator<Element> read) {
        for (int count = 0; read.hasNext(); count++) {
            Element unused = read.next();
            effort.step();
            if (count >= MOST_ELEMENTS) {
                throw new Stuck("The page has more than " + MOST_ELEMENTS + " elements.");
            }
        }
    }

    /** The body as JSON. */
    JsonTree json() {
        if (json == null) {
            checkLength();
            Content content = content(BodyForm.JSON);
            json = JsonTree.of(content.bytes(), content.length(), effort);
        }
        return json;
    }

    private void checkLength() {
        if (body.length() > MOST_BYTES) {
            throw new Stuck("The body has more than " + MOST_BYTES + " bytes.");
        }
    }

    private Content content(BodyForm form) {
        try {
            return Contents.read(body.bytes(), body.length(), body.contentType(), form, body.truncated());
        } catch (NotJson e) {
            throw new Stuck(body.truncated() ? "The body was cut, so it is no JSON." : "The body is not JSON.");
        }
    }
}
