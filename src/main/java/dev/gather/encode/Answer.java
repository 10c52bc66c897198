package dev.gather.encode;

import dev.gather.fetch.RunningBatch;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The answer to one call: decides which bodies are kept and in which order results leave; the form frames them. */
final class Answer implements ResultSink {
    private final Form form;
    private final Outlet outlet;
    private final long budgetBytes;
    private final long holdBackBytes;
    private final @Nullable Lineup lineup;

    /** Body bytes that one document has taken in so far. */
    private long documentBytes;

    /** The same of what was extracted: it is small, and large bodies are not to push it out. */
    private long extractedBytes;

    Answer(Form form, Outlet outlet, Delivery delivery) {
        this.form = form;
        this.outlet = outlet;
        this.budgetBytes = delivery.budgetBytes();
        // A document leaves out bodies past its budget, but keeps every head, which comes to as much only where heads
        // are huge.
        this.holdBackBytes = form.stream() ? budgetBytes : 2 * budgetBytes;
        this.lineup = delivery.inRequestOrder() || !form.stream() ? new Lineup(this::passOn) : null;
        outlet.onAbandon(this::dropEarly);
        form.begin(outlet);
    }

    @Override
    public void attach(RunningBatch batch) {
        outlet.attach(batch);
    }

    @Override
    public void settled(Settled settled) {
        Result result = fittedExtracted(fitted(Result.of(settled)));
        if (outlet.abandoned()) {
            outlet.giveBack(result.heldBytes());
        } else if (lineup != null) {
            lineup.add(result);
            holdBack(lineup);
        } else {
            passOn(result);
        }
    }

    /** The result with its body, or without it if nobody wants it or there is no room. */
    private Result fitted(Result result) {
        if (result.bodyBytes() == 0) {
            return result;
        }
        boolean omitted = result.showsBody() && overBudget(result);
        if (omitted || !result.showsBody()) {
            outlet.giveBack(result.bodyBytes());
            return result.withoutBody(omitted);
        }
        documentBytes += result.bodyBytes();
        return result;
    }

    /** The result with what was extracted, or without it if there is no room. */
    private Result fittedExtracted(Result result) {
        long bytes = result.extractedBytes();
        if (!form.stream() && bytes > 0 && extractedBytes + bytes > budgetBytes) {
            outlet.giveBack(bytes);
            return result.withoutExtracted();
        }
        extractedBytes += bytes;
        return result;
    }

    /** A stream has no budget: it has back-pressure. */
    private boolean overBudget(Result result) {
        return !form.stream() && documentBytes + result.bodyBytes() > budgetBytes;
    }

    /**
     * An answer in request order holds what waits for an earlier item. Past a bound only the item that is waited for is
     * started; at half of it the others are again.
     */
    private void holdBack(Lineup order) {
        if (order.heldBytes() > holdBackBytes) {
            outlet.startOnly(order.awaited());
        } else if (order.heldBytes() <= holdBackBytes / 2) {
            outlet.stopAwaiting();
        }
    }

    private void passOn(Result result) {
        outlet.send(result, form.result(result.settled(), result.bodyOmitted()));
    }

    private void dropEarly() {
        if (lineup != null) {
            lineup.clear(result -> outlet.giveBack(result.heldBytes()));
        }
    }

    @Override
    public void ended(Summary summary) {
        form.end(summary, outlet);
        outlet.end();
    }

    @Override
    public void abandon() {
        outlet.abandon();
    }

    @Override
    public Future<Void> finished() {
        return outlet.finished();
    }

    @Override
    public boolean abandoned() {
        return outlet.abandoned();
    }

    @Override
    public long bytesWritten() {
        return outlet.bytesWritten();
    }
}
