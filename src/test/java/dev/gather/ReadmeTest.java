package dev.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.api.ProblemCode;
import dev.gather.config.Setting;
import dev.gather.config.SettingTable;
import dev.gather.config.Settings;
import dev.gather.config.SettingsReader;
import dev.gather.fetch.FailureCode;
import dev.gather.observe.LogSettings;
import dev.gather.observe.Logging;
import dev.gather.origin.OriginServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What README says of codes, settings and its first call is what the service does. */
@ExtendWith(VertxExtension.class)
class ReadmeTest {
    private static final String README = read(Path.of("README.md"));
    private static final Pattern FIRST_CALL = Pattern.compile(
            "curl -s 'http://127\\.0\\.0\\.1:8080(/v1/fetch\\?\\S+)'\n```\n```json\n(.*?)\n```", Pattern.DOTALL);

    private static final Pattern TEST = Pattern.compile("`\\w+(#\\w+)?`");

    @TempDir
    Path directory;

    @Test
    void listsEveryFailureCodeOnceWithItsRetryability() {
        assertThat(rows("Error codes of a URL").stream().map(row -> row.get(0) + " " + row.get(2)))
                .containsExactly(Arrays.stream(FailureCode.values())
                        .map(code -> "`" + code.label() + "` " + (code.retryable() ? "yes" : "no"))
                        .toArray(String[]::new));
    }

    @Test
    void listsEveryProblemOnceWithItsStatus() {
        assertThat(rows("Problems of the call").stream().map(row -> row.get(0) + " " + row.get(1)))
                .containsExactlyInAnyOrder(Arrays.stream(ProblemCode.values())
                        .map(code -> code.status() + " `" + code.label() + "`")
                        .toArray(String[]::new));
    }

    @Test
    void listsEverySettingWithItsDefaultAndItsEffect() {
        assertThat(rows("Settings").stream().map(row -> List.of(row.get(0), row.get(2), row.get(3))))
                .containsExactlyElementsOf(
                        SettingTable.ROWS.stream().map(ReadmeTest::shown).toList());
    }

    private static List<String> shown(Setting<?> setting) {
        String standard = setting.standard().isEmpty() ? "none" : "`" + setting.standard() + "`";
        return List.of("`" + setting.key() + "`", standard, setting.meaning());
    }

    @Test
    void everyPromiseNamesATestThatThereIs() throws IOException {
        Map<String, String> tests = testSources();
        List<String> named = rows("What Gather promises, and how each promise is tested").stream()
                .flatMap(row -> TEST.matcher(row.get(row.size() - 1)).results())
                .map(MatchResult::group)
                .toList();
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(named).allSatisfy(name -> {
            String[] parts = name.replace("`", "").split("#", 2);
            assertThat(tests).containsKey(parts[0]);
            assertThat(tests.get(parts[0]))
                    .containsPattern(parts.length > 1 ? "    void " + parts[1] + "\\(" : "@(Fuzz|Parameterized)?Test");
        });
    }

    /** Texts of the test classes by their names. */
    private static Map<String, String> testSources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), ReadmeTest::read));
        }
    }

    @Test
    void theGateIsTheCommandOfTheFirstScreen() {
        assertThat(README).contains("```sh\nmvn verify\n```");
        assertThat(read(Path.of(".ci", "run"))).containsPattern("(?m)^stage mvn verify$");
    }

    @Test
    void firstCallIsAnsweredAsPrinted(Vertx vertx) throws Exception {
        Matcher printed = FIRST_CALL.matcher(README);
        assertThat(printed.find()).isTrue();
        OriginServer origin = OriginServer.start(vertx, 0).await(10, TimeUnit.SECONDS);
        String call = printed.group(1).replace("127.0.0.1:9000", "127.0.0.1:" + origin.port());

        JsonObject answer = answer(call);

        assertThat(answer.encode()).contains("http://127.0.0.1:" + origin.port() + "/ok");
        assertThat(names(answer)).isEqualTo(names(new JsonObject(printed.group(2))));
        assertThat(answer.getJsonObject("counts")).isEqualTo(new JsonObject(printed.group(2)).getJsonObject("counts"));
    }

    private JsonObject answer(String call) throws Exception {
        Settings settings = new SettingsReader(Map.of(), directory)
                .read(Map.of("listen", "127.0.0.1:0", "allow_nets", "127.0.0.0/8", "instances", "1"), null)
                .settings();
        Logging logging = Logging.start(new LogSettings(false, "warn"));
        Service service = Serve.start(settings, logging);
        try {
            return get(service.uri().resolve(call));
        } finally {
            Void unused = service.drain().await(10, TimeUnit.SECONDS);
            logging.close();
        }
    }

    private static JsonObject get(URI uri) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return new JsonObject(body);
    }

    /** Names of all members, in depth, in order of the alphabet. */
    private static Set<String> names(JsonObject object) {
        Set<String> names = new TreeSet<String>();
        collect(object, "", names);
        return names;
    }

    private static void collect(Object value, String path, Set<String> names) {
        if (value instanceof JsonObject object) {
            for (String name : object.fieldNames()) {
                names.add(path + "/" + name);
                collect(Objects.requireNonNull(object.getValue(name)), path + "/" + name, names);
            }
        } else if (value instanceof JsonArray array) {
            array.forEach(item -> collect(item, path + "/*", names));
        }
    }

    /** Rows of the one table under a heading, as trimmed cells; the line under its head is no row. */
    private static List<List<String>> rows(String heading) {
        int start = README.indexOf("\n## " + heading + "\n");
        int end = README.indexOf("\n## ", start + 1);
        return README.substring(start, end)
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> Arrays.stream(line.substring(2, line.length() - 2).split(" \\| ", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
