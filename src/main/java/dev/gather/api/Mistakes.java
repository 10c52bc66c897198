package dev.gather.api;

import java.util.ArrayList;
import java.util.List;

/** Every mistake found in one request: all are counted, the first {@value #LISTED} are listed. */
final class Mistakes {
    static final int LISTED = 50;

    /** So many mistakes are no oversight: reading on would only cost time. */
    private static final int MANY = 1_000;

    private final List<Mistake> listed = new ArrayList<>(0);
    private int count;

    void add(Mistake mistake) {
        count++;
        if (listed.size() < LISTED) {
            listed.add(mistake);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Throws the problem that names them if there are so many that reading on makes no sense. */
    void checkMany() throws Problem {
        if (count >= MANY) {
            check();
        }
    }

    /** Throws the problem that names them all, if there are any. */
    void check() throws Problem {
        if (count > 0) {
            throw Problem.of(ProblemCode.INVALID_REQUEST, detail()).with(listed);
        }
    }

    private String detail() {
        String found = count == 1 ? "1 problem in the request" : count + " problems in the request";
        return count > LISTED ? found + "; the first " + LISTED + " are listed." : found + ".";
    }
}
