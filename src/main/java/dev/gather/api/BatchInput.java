package dev.gather.api;

import java.util.Arrays;

/** One call's body on its way in: counted, checked to be UTF-8, and read. After a problem nothing more may be fed. */
final class BatchInput implements AutoCloseable {
    /** A call that says everything in its head. */
    static final BodyText NOTHING = new BodyText() {
        @Override
        public void feed(byte[] bytes) {}

        @Override
        public void finish() {}
    };

    /**
     * Memory that a byte of the body is taken to need while it is read: the characters of a string that has only begun
     * are two bytes each, and both the string and what is made of it exist for a moment.
     */
    private static final long WEIGHT_OF_A_BYTE = 3;

    private final Call call;
    private final BatchDraft batch;
    private final BodyText body;
    private final int mostBytes;
    private final Utf8Check utf8 = new Utf8Check();
    private long count;

    BatchInput(Call call, BatchDraft batch, BodyText body, int mostBytes) {
        this.call = call;
        this.batch = batch;
        this.body = body;
        this.mostBytes = mostBytes;
    }

    /** About how much memory the call takes once this many bytes more have been read. */
    long weightWith(int moreBytes) {
        return WEIGHT_OF_A_BYTE * (count + moreBytes) + batch.weight();
    }

    /** Reads on. */
    void feed(byte[] bytes) throws Problem {
        long before = count;
        count += bytes.length;
        if (count > mostBytes) {
            throw tooLarge(mostBytes, count);
        }
        int invalid = utf8.firstInvalid(bytes);
        if (invalid >= 0) {
            body.feed(Arrays.copyOf(bytes, invalid)); // what is wrong before it is told first, however the bytes arrive
            throw notUtf8(before + invalid);
        }
        body.feed(bytes);
        batch.checkMany();
    }

    /** What was asked, once the body is over. */
    Reading finish() throws Problem {
        if (!utf8.complete()) {
            throw notUtf8(count);
        }
        body.finish();
        return batch.build(call);
    }

    @Override
    public void close() {
        body.close();
    }

    static Problem tooLarge(long limit, long actual) {
        return Problem.of(ProblemCode.REQUEST_TOO_LARGE, "A request body has at most " + limit + " bytes.")
                .with("limit", limit)
                .with("actual", actual);
    }

    private static Problem notUtf8(long at) {
        return Problem.of(ProblemCode.INVALID_JSON, "The body is not UTF-8: see byte " + at + ".")
                .with("byte", at);
    }
}
