package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    @Test
    void aValidHeaderIsContinuedUnderANewParent() {
        TraceContext here = TraceContext.parse("00-" + TRACE + "-" + PARENT + "-01")
                .orElseThrow()
                .child();
        assertThat(here.traceId()).isEqualTo(TRACE);
        assertThat(here.parentId()).isNotEqualTo(PARENT);
        assertThat(here.sampled()).isTrue();
        assertThat(TraceContext.parse(here.header())).contains(here);
        assertThat(TraceContext.traceIdOf(here.header())).isEqualTo(TRACE);
    }

    @Test
    void onlyTheSampledFlagIsTaken() {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + PARENT + "-fe"))
                .contains(new TraceContext(TRACE, PARENT, false));
        assertThat(TraceContext.parse("00-" + TRACE + "-" + PARENT + "-ff"))
                .contains(new TraceContext(TRACE, PARENT, true));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-F1",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
            })
    void anythingElseIsNoTrace(String header) {
        assertThat(TraceContext.parse(header)).isEmpty();
        assertThat(TraceContext.traceIdOf(header)).isNull();
    }

    @Test
    void idsAreChecked() {
        assertThatThrownBy(() -> new TraceContext("0".repeat(32), PARENT, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext(TRACE, "x", false)).isInstanceOf(IllegalArgumentException.class);
    }
}
