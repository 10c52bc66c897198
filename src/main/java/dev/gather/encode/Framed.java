package dev.gather.encode;

/** A piece between two texts in ASCII. */
final class Framed implements Piece {
    private final String before;
    private final Piece piece;
    private final String after;
    private boolean begun;

    Framed(String before, Piece piece, String after) {
        this.before = before;
        this.piece = piece;
        this.after = after;
    }

    @Override
    public boolean writeTo(JsonBytes out) {
        if (!begun) {
            begun = true;
            out.ascii(before);
        }
        boolean done = piece.writeTo(out);
        if (done) {
            out.ascii(after);
        }
        return done;
    }
}
