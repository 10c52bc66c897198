package dev.gather.api;

import io.vertx.core.buffer.Buffer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The contract for machines, OpenAPI 3.1, written as YAML and served as JSON too. */
record OpenApi(Buffer yaml, Buffer json) {
    static OpenApi load() {
        String text = Page.text("/openapi.yaml");
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return new OpenApi(Buffer.buffer(text), JsonTree.of(tree));
    }
}
