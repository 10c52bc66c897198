package dev.gather;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kept input of every fuzz target, run as an ordinary test, without the fuzzer. Inputs lie where Jazzer looks for
 * them and writes its findings: in {@code XFuzzInputs/method} beside the resources of the class.
 */
class FuzzSeedsTest {
    private static final String ENDING = "Fuzz.class";

    @TestFactory
    Stream<DynamicTest> everyKeptInputIsTaken() throws Exception {
        List<Path> targets = files(root(), ENDING);
        assertThat(targets).hasSizeGreaterThanOrEqualTo(10);
        return targets.stream().flatMap(FuzzSeedsTest::replays);
    }

    private static Path root() throws URISyntaxException {
        return Path.of(FuzzSeedsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static Stream<DynamicTest> replays(Path classFile) {
        try {
            String path = root().relativize(classFile).toString();
            Class<?> target = Class.forName(path.replace('/', '.').substring(0, path.length() - ".class".length()));
            Method method = Arrays.stream(target.getDeclaredMethods())
                    .filter(candidate -> candidate.isAnnotationPresent(FuzzTest.class))
                    .findFirst()
                    .orElseThrow();
            Path inputs =
                    classFile.resolveSibling(target.getSimpleName() + "Inputs").resolve(method.getName());
            return files(inputs, "").stream()
                    .map(input -> DynamicTest.dynamicTest(
                            target.getSimpleName() + " " + input.getFileName(), () -> replay(target, method, input)));
        } catch (ReflectiveOperationException | URISyntaxException | IOException broken) {
            throw new IllegalStateException(classFile.toString(), broken);
        }
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static void replay(Class<?> target, Method method, Path input) throws Throwable {
        var constructor = target.getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        try {
            method.invoke(constructor.newInstance(), Files.readAllBytes(input));
        } catch (InvocationTargetException found) {
            throw found.getCause();
        }
    }
}
