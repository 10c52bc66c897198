package dev.gather.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | JSON",
                "'' | JSON",
                "*/* | JSON",
                "application/* | JSON",
                "application/json | JSON",
                "Application/JSON; charset=utf-8 | JSON",
                "application/problem+json | JSON",
                "application/problem+json, application/x-ndjson | NDJSON",
                "application/x-ndjson | NDJSON",
                "application/jsonl | NDJSON",
                "application/x-ndjson, */* | NDJSON",
                "application/x-ndjson, application/json | NDJSON",
                "application/json, application/x-ndjson | JSON",
                "application/json;q=0.5, application/x-ndjson;q=0.9 | NDJSON",
                "application/x-ndjson;q=0.9, */*;q=0.8 | NDJSON",
                "application/x-ndjson;q=0.1, */*;q=0.8 | JSON",
                "text/event-stream | EVENT_STREAM",
                "text/* | EVENT_STREAM",
                "application/json;q=0, */* | NDJSON",
                "application/json;q=0, application/x-ndjson;q=0, */*;q=0.001 | EVENT_STREAM",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8 | JSON",
                "application/json, text/plain, */* | JSON",
                "text/html | -",
                "application/json;q=0 | -",
                "application/json;q=0.000 | -",
                "*/*;q=0 | -",
                "application/json;q=1.5 | -",
                "json | -",
                ", ,; | -",
                "application/jsonx, application/json | JSON",
            })
    void isChosenByAccept(String accept, Encoding expected) {
        assertThat(Encoding.choose(accept).orElse(null)).isEqualTo(expected);
    }
}
