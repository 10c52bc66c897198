package dev.gather;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a process is given.
 *
 * @param environment its variables
 * @param directory its working directory
 * @param out standard output: answers, and the ready line
 * @param err standard error: mistakes
 */
record Launch(Map<String, String> environment, Path directory, PrintWriter out, PrintWriter err) {
    Launch {
        environment = Map.copyOf(environment);
    }
}
