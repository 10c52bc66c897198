package dev.gather.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Results as lines of aligned columns; what a result does not say stays blank. */
final class Table {
    private static final List<String> HEAD = List.of("#", "outcome", "status", "code", "total_ms", "bytes", "url");

    /** Columns of numbers end flush, words begin flush. */
    private static final List<Boolean> NUMBER = List.of(true, false, true, false, true, true, false);

    private Table() {}

    /** A line of titles, then a line for each result. */
    static List<String> lines(JsonArray results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        IntStream.range(0, results.size())
                .mapToObj(results::getJsonObject)
                .map(Table::row)
                .forEach(rows::add);
        List<Integer> widths = IntStream.range(0, HEAD.size())
                .mapToObj(column -> width(rows, column))
                .toList();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static List<String> row(JsonObject result) {
        return List.of(
                text(result.getValue("index")),
                text(result.getValue("outcome")),
                text(result.getValue("status")),
                text(nested(result, "error").getValue("code")),
                millis(nested(result, "timings").getDouble("total_ms")),
                text(result.getValue("body_bytes")),
                text(result.getValue("url")));
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> pad(row.get(column), widths.get(column), NUMBER.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private static String pad(String cell, int width, boolean number) {
        String blanks = " ".repeat(width - cell.length());
        return number ? blanks + cell : cell + blanks;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static JsonObject nested(JsonObject result, String name) {
        return result.getJsonObject(name, new JsonObject());
    }

    private static String millis(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
