package dev.gather.api;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.gather.api.ConnectionGuard.Patience;
import dev.gather.api.TestApi.Options;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.FetchSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    static final JsonNode CONTRACT = read(OpenApi.load().json().toString());
    private static final Set<String> OPERATION_KEYS = Set.of(
            "operationId", "tags", "summary", "description", "security", "parameters", "requestBody", "responses");

    static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (java.io.IOException cause) {
            throw new AssertionError(cause);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        walk(CONTRACT, node -> {
            if (node.has("$ref")) {
                references.add(node.get("$ref").asText());
            }
        });
        assertThat(references)
                .hasSizeGreaterThan(100)
                .allSatisfy(reference -> assertThat(
                                CONTRACT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void operationsAreWellFormed() {
        List<String> ids = new ArrayList<>();
        CONTRACT.get("paths")
                .forEach(path -> path.forEach(operation -> {
                    ids.add(operation.get("operationId").asText());
                    assertThat(operation.fieldNames()).toIterable().isSubsetOf(OPERATION_KEYS);
                    assertThat(operation.get("responses").size()).isPositive();
                    operation
                            .get("responses")
                            .forEach(response -> assertThat(resolve(response).has("description"))
                                    .isTrue());
                }));
        assertThat(ids).doesNotHaveDuplicates().contains("fetch", "fetchGet", "getService", "hello");
        assertThat(CONTRACT.get("openapi").asText()).startsWith("3.1.");
    }

    @Test
    void theDocumentAndTheRoutesNameTheSamePaths() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (TestApi running = TestApi.start(Options.DEFAULT)) {
            var patience = new Patience(TestApi.LONG, TestApi.LONG, TestApi.LONG, TestApi.LONG);
            var api = new Api(vertx, ApiSettings.DEFAULT, running.collaborators(Options.DEFAULT), patience);
            Map<String, Set<String>> routes = api.table().entrySet().stream()
                    .collect(toMap(
                            route -> route.getKey().replaceAll(":([a-z]+)", "{$1}"),
                            route -> route.getValue().stream()
                                    .filter(method -> !method.equals("HEAD"))
                                    .collect(toSet())));
            Map<String, Set<String>> documented = fields(CONTRACT.get("paths"))
                    .collect(toMap(
                            path -> path,
                            path -> fields(CONTRACT.get("paths").get(path))
                                    .map(String::toUpperCase)
                                    .collect(toSet())));
            assertThat(routes).isEqualTo(documented);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theDocumentAndTheReaderNameTheSameFields() {
        assertThat(properties("BatchRequest"))
                .isEqualTo(without(BatchDraft.FIELDS, "metadata", "webhook", "result_ttl_s"));
        assertThat(properties("Request")).isEqualTo(ItemDraft.FIELDS.names());
        assertThat(properties("Defaults")).isEqualTo(OptionsDraft.FIELDS.names());
        assertThat(properties("ExtractRule")).isEqualTo(RuleDraft.FIELDS.names());
        Set<String> parameters = new HashSet<>();
        CONTRACT.at("/paths/~1v1~1fetch/post/parameters").forEach(parameter -> {
            JsonNode resolved = resolve(parameter);
            if (resolved.get("in").asText().equals("query")) {
                parameters.add(resolved.get("name").asText());
            }
        });
        assertThat(parameters).isEqualTo(BatchDraft.PARAMETERS.names());
    }

    @Test
    void theDocumentAndTheCodeNameTheSameCodes() {
        assertThat(constants("ProblemCode"))
                .isEqualTo(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::label)
                        .collect(toSet()));
        assertThat(constants("ErrorCode"))
                .isEqualTo(Arrays.stream(FailureCode.values())
                        .map(FailureCode::label)
                        .collect(toSet()));
    }

    static Stream<String> goodRequests() {
        return Stream.of(
                "{\"urls\":[\"http://a.example/\"]}",
                "{\"requests\":[{\"url\":\"http://a.example/\",\"id\":\"a\",\"method\":\"POST\",\"json\":[1,null]}],"
                        + "\"defaults\":{\"headers\":{\"a\":\"b\"},\"accept_status\":[\"200-299\",\"404\"],\"as\":\"none\"},"
                        + "\"mode\":\"race\",\"per_host\":{\"concurrency\":2},\"stream_order\":\"request\",\"dry_run\":true}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"extract\":{\"t\":{\"css\":\"h1\",\"all\":true},"
                        + "\"u\":{\"xpath\":\"//a\",\"attr\":\"href\"},\"v\":{\"json\":\"/a\"},\"w\":{\"regex\":\"a\"}}}}",
                "{\"urls\":[\"not a url\"],\"defaults\":{\"include\":[],\"cache\":\"no-cache\",\"robots\":\"ignore\"}}");
    }

    @ParameterizedTest
    @MethodSource("goodRequests")
    void whatTheReaderTakesTheSchemaTakes(String body) throws Problem {
        assertThat(readerTakes(body)).isTrue();
        assertThat(schema("BatchRequest").validate(read(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"urls\":[]}",
                "{\"urls\":[1]}",
                "{\"urls\":[\"http://a.example/\"],\"requests\":[{\"url\":\"http://a.example/\"}]}",
                "{\"urls\":[\"http://a.example/\"],\"timout_ms\":1}",
                "{\"urls\":[\"http://a.example/\"],\"concurrency\":513}",
                "{\"urls\":[\"http://a.example/\"],\"concurrency\":\"5\"}",
                "{\"urls\":[\"http://a.example/\"],\"mode\":\"first\"}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"url\":\"x\"}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"timeout_ms\":0}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"cache\":\"always\"}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"accept_status\":[\"ok\"]}}",
                "{\"urls\":[\"http://a.example/\"],\"per_host\":{\"rate\":1}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"extract\":{\"t\":{}}}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"extract\":{\"t\":{\"css\":\"a\",\"json\":\"/a\"}}}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"extract\":{\"t\":{\"css\":\"a\",\"first\":true}}}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"extract\":{\"t\":\"h1\"}}}",
                "{\"urls\":[\"http://a.example/\"],\"defaults\":{\"extract\":{\"\":{\"css\":\"a\"}}}}",
                "{\"requests\":[{\"id\":\"a\"}]}",
                "{\"requests\":[{\"url\":\"http://a.example/\",\"id\":\"\"}]}",
                "{\"requests\":[{\"url\":\"http://a.example/\",\"headers\":{\"a\":1}}]}",
            })
    void whatTheReaderRefusesTheSchemaRefuses(String body) {
        assertThat(readerTakes(body)).isFalse();
        assertThat(schema("BatchRequest").validate(read(body))).isNotEmpty();
    }

    private static boolean readerTakes(String body) {
        var rules = new BatchRules(1 << 20, 100, 512, FetchSettings.DEFAULT.methods(), target -> null);
        var head = new RequestHead(HttpMethod.POST, "/v1/fetch", MultiMap.caseInsensitiveMultiMap());
        try (BatchInput input = new BatchReader(rules).begin(new Call("r", "c", null, 0), head)) {
            input.feed(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return !input.finish().batch().fetches().isEmpty();
        } catch (Problem refused) {
            return false;
        }
    }

    @Test
    void answersOnTheWireAreAsTheSchemasSay() throws Exception {
        try (TestApi api = TestApi.start(Options.DEFAULT)) {
            assertThat(schema("Problem").validate(body(api.post("{\"urls\":[3],\"x\":1}"))))
                    .isEmpty();
            assertThat(schema("Problem").validate(body(api.post("{\"urls\":")))).isEmpty();
            assertThat(schema("Problem").validate(body(api.get("/nowhere")))).isEmpty();
            assertThat(schema("Service").validate(body(api.get("/v1")))).isEmpty();
        }
    }

    static JsonNode body(String answer) {
        return read(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void examplesAreAsTheirSchemasSay() {
        List<String> checked = new ArrayList<>();
        walk(CONTRACT, node -> {
            if (node.path("schema").has("$ref") && (node.has("example") || node.has("examples"))) {
                String name = node.get("schema").get("$ref").asText().replaceAll(".*/", "");
                examples(node).forEach(example -> {
                    assertThat(schema(name).validate(example)).as("%s", example).isEmpty();
                    checked.add(name);
                });
            }
        });
        assertThat(checked).contains("BatchRequest", "Gathered", "Problem");
    }

    private static Stream<JsonNode> examples(JsonNode media) {
        return media.has("example")
                ? Stream.of(media.get("example"))
                : StreamSupport.stream(media.get("examples").spliterator(), false)
                        .map(each -> each.get("value"));
    }

    static JsonSchema schema(String name) {
        String contract = "https://gather.example/openapi.json";
        return JsonSchemaFactory.getInstance(
                        VersionFlag.V202012,
                        builder -> builder.schemaLoaders(
                                loaders -> loaders.schemas(Map.of(contract, CONTRACT.toString()))))
                .getSchema(SchemaLocation.of(contract + "#/components/schemas/" + name));
    }

    static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? CONTRACT.at(node.get("$ref").asText().substring(1)) : node;
    }

    static Set<String> properties(String schema) {
        return fields(CONTRACT.at("/components/schemas/" + schema + "/properties"))
                .collect(toSet());
    }

    private static Set<String> constants(String schema) {
        return StreamSupport.stream(
                        CONTRACT.at("/components/schemas/" + schema + "/enum").spliterator(), false)
                .map(JsonNode::asText)
                .collect(toSet());
    }

    private static Set<String> without(Fields<?> fields, String... planned) {
        Set<String> names = new HashSet<>(fields.names());
        names.removeAll(Set.of(planned));
        return names;
    }

    private static Stream<String> fields(JsonNode node) {
        Iterable<String> names = node::fieldNames;
        return StreamSupport.stream(names.spliterator(), false);
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visit) {
        visit.accept(node);
        node.forEach(child -> walk(child, visit));
    }
}
