package dev.gather.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gather.limit.NotAdmitted;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refused call: status, stable code and what is wrong (RFC 9457). Immutable. */
public final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final int status;
    private final transient List<Mistake> mistakes;
    private final transient Map<String, Long> members;
    private final transient Map<String, String> headers;

    private Problem(
            ProblemCode code,
            int status,
            String detail,
            List<Mistake> mistakes,
            Map<String, Long> members,
            Map<String, String> headers,
            @Nullable Throwable cause) {
        super(detail, cause, false, false);
        this.code = code;
        this.status = status;
        this.mistakes = List.copyOf(mistakes);
        this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The refusal with this code; the detail says what is wrong with this request, for the caller to read. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, code.status(), detail, List.of(), Map.of(), Map.of(), null);
    }

    /**
     * What the caller is told about any throwable; one that is not expected becomes {@code internal_error} and its
     * cause.
     */
    public static Problem of(Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof NotAdmitted refused) {
            return of(refused);
        }
        String detail = "The service failed to handle this request.";
        return new Problem(
                ProblemCode.INTERNAL_ERROR,
                ProblemCode.INTERNAL_ERROR.status(),
                detail,
                List.of(),
                Map.of(),
                Map.of(),
                cause);
    }

    private static Problem of(NotAdmitted refused) {
        return switch (refused.reason()) {
            case DRAINING ->
                of(ProblemCode.DRAINING, "The service is stopping and takes no new calls.")
                        .header("Retry-After", "5");
            case MEMORY -> overloaded("Too much is held in memory to take this call now.");
            case CALLER_MEMORY -> overloaded("Too much is held in memory for this caller to take another call now.");
            case TOO_LARGE ->
                of(ProblemCode.REQUEST_TOO_LARGE, "The request takes more memory than one call may have; split it.");
            case CONGESTION -> overloaded("Too much waits to be fetched to take this call now.");
        };
    }

    /** A second is what a turn may wait and what a line of ordinary fetches takes to move on. */
    private static Problem overloaded(String detail) {
        return of(ProblemCode.OVERLOADED, detail).header("Retry-After", "1");
    }

    /** The refusal of one header of the request. */
    static Problem ofHeader(ProblemCode code, String header, String detail) {
        return of(code, detail).with(List.of(Mistake.inHeader(header, detail)));
    }

    /** The same with these mistakes listed. */
    Problem with(List<Mistake> listed) {
        return new Problem(code, status, detail(), listed, members, headers, getCause());
    }

    /** The same with one more member, for example {@code limit}. */
    Problem with(String name, long value) {
        var more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(code, status, detail(), mistakes, more, headers, getCause());
    }

    /** The same with one more response header. */
    Problem header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(code, status, detail(), mistakes, members, more, getCause());
    }

    /** The same with another status than the code's own. */
    Problem status(int other) {
        return new Problem(code, other, detail(), mistakes, members, headers, getCause());
    }

    public ProblemCode code() {
        return code;
    }

    public int status() {
        return status;
    }

    /** What is wrong with this request. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The mistakes that were found in the request, at most {@link Mistakes#LISTED}. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** Response headers that go with it. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Its JSON document, media type {@code application/problem+json}. */
    Buffer toJson(String requestId) {
        return JsonTree.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", code.path());
            json.writeStringField("title", code.title());
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail());
            json.writeStringField("code", code.label());
            json.writeStringField("request_id", requestId);
            for (Map.Entry<String, Long> member : members.entrySet()) {
                json.writeNumberField(member.getKey(), member.getValue());
            }
            writeMistakes(json);
            json.writeEndObject();
        });
    }

    private void writeMistakes(JsonGenerator json) throws IOException {
        if (mistakes.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("errors");
        for (Mistake mistake : mistakes) {
            json.writeStartObject();
            json.writeStringField(mistake.kind(), mistake.where());
            if (mistake.line() > 0) {
                json.writeNumberField("line", mistake.line());
            }
            json.writeStringField("detail", mistake.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
