package dev.gather.api;

import dev.gather.fetch.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong at one place of a request. Either the call's mistake, or, with a {@link FailureCode}, a value that
 * makes one item impossible and, unless the caller wants it stricter, no other.
 */
final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable FailureCode itemCode;

    private Fault(String detail, @Nullable FailureCode itemCode) {
        super(detail, null, false, false);
        this.itemCode = itemCode;
    }

    static Fault ofCall(String detail) {
        return new Fault(detail, null);
    }

    static Fault ofItem(FailureCode code, String detail) {
        return new Fault(detail, code);
    }

    /** The code the item fails with; null if it is the call that is wrong. */
    @Nullable
    FailureCode itemCode() {
        return itemCode;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
