package dev.gather.fetch;

import dev.gather.content.Content;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one fetch ended. 404 and 500 are answers too; whether an answer is {@code ok} is the caller's
 * {@code accept_status}.
 */
public sealed interface Outcome {
    /** What happened on the way. */
    Trail trail();

    /** {@code ok}, {@code http_error} or {@code failed}. */
    String label();

    /** One value for each way to end. */
    <T extends @Nullable Object> T fold(
            Function<Answered, T> onAnswer, Function<Failed, T> onFailure, Function<Planned, T> onPlan);

    /** Bytes of memory that it holds on to, roughly: its body and its head. */
    default long heldBytes() {
        return fold(
                answered -> answered.content().length()
                        + answered.extracted().length()
                        + answered.head().weight(),
                failed -> failed.head() == null ? 0L : failed.head().weight(),
                planned -> 0L);
    }

    /** The same for another item that took this long from its batch's acceptance. */
    Outcome withTotal(long totalNanos);

    /** Whether this is what the caller wanted. */
    default boolean ok() {
        return label().equals("ok");
    }

    /**
     * A complete answer.
     *
     * @param extracted what the caller's rules found in the body, one JSON object; {@link Content#NONE} without rules
     * @param accepted whether the caller accepts its status
     * @param bodyBytes length of the body after decompression, as far as it was kept
     * @param wireBytes length of the body as it came
     */
    record Answered(
            Head head,
            Content content,
            Content extracted,
            long bodyBytes,
            long wireBytes,
            boolean truncated,
            boolean accepted,
            Trail trail)
            implements Outcome {
        /** An answer of which nothing was extracted. */
        public Answered(
                Head head,
                Content content,
                long bodyBytes,
                long wireBytes,
                boolean truncated,
                boolean accepted,
                Trail trail) {
            this(head, content, Content.NONE, bodyBytes, wireBytes, truncated, accepted, trail);
        }

        @Override
        public Outcome withTotal(long totalNanos) {
            return new Answered(
                    head, content, extracted, bodyBytes, wireBytes, truncated, accepted, trail.withTotal(totalNanos));
        }

        @Override
        public String label() {
            return accepted ? "ok" : "http_error";
        }

        @Override
        public <T extends @Nullable Object> T fold(
                Function<Answered, T> onAnswer, Function<Failed, T> onFailure, Function<Planned, T> onPlan) {
            return onAnswer.apply(this);
        }
    }

    /** No complete answer; {@code head} is there if a status line arrived. */
    record Failed(Failure failure, @Nullable Head head, Trail trail) implements Outcome {
        @Override
        public Outcome withTotal(long totalNanos) {
            return new Failed(failure, head, trail.withTotal(totalNanos));
        }

        @Override
        public String label() {
            return "failed";
        }

        @Override
        public <T extends @Nullable Object> T fold(
                Function<Answered, T> onAnswer, Function<Failed, T> onFailure, Function<Planned, T> onPlan) {
            return onFailure.apply(this);
        }
    }

    /** A dry run found nothing against it. */
    record Planned(Trail trail) implements Outcome {
        @Override
        public Outcome withTotal(long totalNanos) {
            return new Planned(trail.withTotal(totalNanos));
        }

        @Override
        public String label() {
            return "ok";
        }

        @Override
        public <T extends @Nullable Object> T fold(
                Function<Answered, T> onAnswer, Function<Failed, T> onFailure, Function<Planned, T> onPlan) {
            return onPlan.apply(this);
        }
    }
}
