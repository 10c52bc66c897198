package dev.gather.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a settings file into {@link Raw} values that know their lines. */
final class YamlFile {
    private static final int MOST_CHARS = 4 << 20;
    private static final int MOST_DEPTH = 8;

    private final String shown;
    private final Set<String> keys;
    private final Map<String, Raw> values = new LinkedHashMap<>();

    private YamlFile(String shown, Set<String> keys) {
        this.shown = shown;
        this.keys = keys;
    }

    /**
     * The values of a file by key; {@code per_host: {concurrency: 6}} and {@code per_host.concurrency: 6} are the same.
     *
     * @param shown how messages call the file
     * @param keys the keys there are
     */
    static Map<String, Raw> read(String shown, Path file, Set<String> keys) throws SettingsException {
        var reading = new YamlFile(shown, keys);
        Node root = reading.parse(reading.text(file));
        if (root instanceof MappingNode map) {
            reading.collect("", map);
        } else if (root != null) {
            throw reading.wrong(root, "expected lines such as listen: 127.0.0.1:8080");
        }
        return reading.values;
    }

    private String text(Path file) throws SettingsException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException notUtf8) {
            throw new SettingsException(shown + ": is not UTF-8 text");
        } catch (IOException unreadable) {
            throw new SettingsException(shown + ": cannot be read (expected a YAML file)");
        }
    }

    private @Nullable Node parse(String text) throws SettingsException {
        var limits = new LoaderOptions();
        limits.setCodePointLimit(MOST_CHARS);
        limits.setNestingDepthLimit(MOST_DEPTH);
        limits.setMaxAliasesForCollections(0);
        try {
            return new Yaml(new SafeConstructor(limits)).compose(new StringReader(text));
        } catch (MarkedYAMLException wrong) {
            int line =
                    wrong.getProblemMark() == null ? 1 : wrong.getProblemMark().getLine() + 1;
            throw new SettingsException(shown + " line " + line + ": is not valid YAML (" + wrong.getProblem() + ")");
        } catch (YAMLException wrong) {
            String problem = String.valueOf(wrong.getMessage());
            throw new SettingsException(shown + ": is not valid YAML (" + Raw.oneLine(problem) + ")");
        }
    }

    private void collect(String prefix, MappingNode map) throws SettingsException {
        for (NodeTuple entry : map.getValue()) {
            String key = prefix + name(entry.getKeyNode());
            if (keys.contains(key)) {
                Raw raw = raw(key, entry.getValueNode());
                if (values.put(key, raw) != null) {
                    throw wrong(entry.getKeyNode(), key + " is there twice");
                }
            } else if (entry.getValueNode() instanceof MappingNode inner && isPrefix(key)) {
                collect(key + ".", inner);
            } else {
                throw wrong(entry.getKeyNode(), Raw.oneLine(key) + ": unknown key" + Nearest.hint(key, keys));
            }
        }
    }

    private boolean isPrefix(String key) {
        return keys.stream().anyMatch(known -> known.startsWith(key + "."));
    }

    private Raw raw(String path, Node node) throws SettingsException {
        return new Raw(shown + " line " + line(node), path, value(path, node), false);
    }

    private Object value(String path, Node node) throws SettingsException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue();
        }
        if (node instanceof SequenceNode sequence) {
            return items(path, sequence);
        }
        return fields(path, (MappingNode) node);
    }

    private List<Raw> items(String path, SequenceNode sequence) throws SettingsException {
        var items = new ArrayList<Raw>();
        for (Node item : sequence.getValue()) {
            items.add(raw(path + "[" + items.size() + "]", item));
        }
        return items;
    }

    private Map<String, Raw> fields(String path, MappingNode map) throws SettingsException {
        var fields = new LinkedHashMap<String, Raw>();
        for (NodeTuple entry : map.getValue()) {
            String name = name(entry.getKeyNode());
            if (fields.put(name, raw(path + "." + name, entry.getValueNode())) != null) {
                throw wrong(entry.getKeyNode(), path + "." + Raw.oneLine(name) + " is there twice");
            }
        }
        return fields;
    }

    private String name(Node key) throws SettingsException {
        if (key instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(key, "expected a key");
    }

    private SettingsException wrong(Node at, String what) {
        return new SettingsException(shown + " line " + line(at) + ": " + what);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
