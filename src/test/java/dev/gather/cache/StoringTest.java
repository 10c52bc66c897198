package dev.gather.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers are kept. */
class StoringTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // by status alone
                "200; ; ; true",
                "203; ; ; true",
                "204; ; ; true",
                "300; ; ; true",
                "301; ; ; true",
                "308; ; ; true",
                "404; ; ; true",
                "405; ; ; true",
                "410; ; ; true",
                "414; ; ; true",
                "501; ; ; true",
                "201; ; ; false",
                "302; ; ; false",
                "303; ; ; false",
                "307; ; ; false",
                "400; ; ; false",
                "403; ; ; false",
                "500; ; ; false",
                "503; ; ; false",
                "599; ; ; false",
                // because it says so
                "302; cache-control: max-age=10; ; true",
                "302; expires: @10; ; true",
                "503; cache-control: max-age=10; ; true",
                "599; cache-control: public; ; true",
                "499; cache-control: private; ; true",
                "499; cache-control: s-maxage=10; ; false",
                // parts and confirmations never
                "206; cache-control: max-age=10; ; false",
                "304; cache-control: max-age=10; ; false",
                // no-store
                "200; cache-control: no-store; ; false",
                "200; cache-control: No-StOrE; ; false",
                "200; cache-control: max-age=10, no-store|expires: @10; ; false",
                "200; cache-control: max-age=10; cache-control: no-store; false",
                "200; cache-control: no-cache; ; true",
                "200; cache-control: private; ; true",
                // what must be understood
                "200; cache-control: must-understand, no-store; ; true",
                "200; cache-control: must-understand, max-age=10; ; true",
                "299; cache-control: must-understand, max-age=10; ; false",
                "599; cache-control: must-understand, max-age=10; ; false",
                "599; cache-control: max-age=10; ; true",
                // Vary
                "200; vary: *; ; false",
                "200; vary: *, *; ; false",
                "200; vary: , *; ; false",
                "200; vary: *|vary: *; ; false",
                "200; vary: |vary: *; ; false",
                "200; vary: *, Foo; ; false",
                "200; vary: Foo, *; ; false",
                "200; vary: Foo; ; true",
                // credentials
                "200; cache-control: max-age=10; authorization: a; false",
                "200; cache-control: max-age=10, public; authorization: a; true",
                "200; cache-control: max-age=10, must-revalidate; authorization: a; true",
                "200; cache-control: s-maxage=10; authorization: a; true",
                "200; cache-control: max-age=10; cookie: a=b; true",
                "200; cache-control: max-age=10|set-cookie: a=b; ; true",
            })
    void followsTheRules(int status, String answer, String request, boolean kept) {
        Asked asked = Answers.get(request == null ? "" : request);
        Received received = Answers.answer(status, answer == null ? "" : answer, "body");

        assertThat(Storing.mayKeep(asked, received)).isEqualTo(kept);
    }
}
