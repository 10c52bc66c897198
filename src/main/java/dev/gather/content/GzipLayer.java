package dev.gather.content;

import java.util.zip.CRC32;

/**
 * Takes off gzip (RFC 1952): members one after the other, each with its header, CRC-32 and length checked, then nothing
 * but zeros. Beginning a member takes a thousand times as long as a byte does, so there is a most of them too.
 */
final class GzipLayer implements Layer {
    private static final int HEADER_CRC = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xe0;

    private enum State {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        DATA,
        TRAILER,
        BETWEEN,
        PADDING
    }

    private final int mostMembers;
    private final Layer next;
    private final DeflateStream data;
    private final CRC32 headerCrc = new CRC32();
    private final CRC32 dataCrc = new CRC32();
    private State state = State.FIXED;
    private boolean begun;
    private int flags;
    private int members = 1;

    /** Bytes read of the part at hand, and what they say, least significant byte first. */
    private int count;

    private long value;
    private int extraLeft;

    /** Inflated bytes of this member; its low 32 bits are compared. */
    private long size;

    GzipLayer(Inflaters inflaters, int depth, int mostMembers, Layer next) {
        this.mostMembers = mostMembers;
        this.next = next;
        this.data = new DeflateStream(inflaters, true, depth, this::check);
    }

    @Override
    public boolean feed(byte[] in, int from, int to) throws CodingException {
        begun |= to > from;
        int at = from;
        while (at < to) {
            if (state == State.DATA) {
                at = inflate(in, at, to);
            } else {
                frame(in[at++] & 0xff);
            }
            if (data.stopped() || members > mostMembers) {
                return false;
            }
        }
        return true;
    }

    private int inflate(byte[] in, int at, int to) throws CodingException {
        int after = data.feed(in, at, to);
        if (data.ended()) {
            enter(State.TRAILER);
        }
        return after;
    }

    private boolean check(byte[] bytes, int from, int to) throws CodingException {
        dataCrc.update(bytes, from, to - from);
        size += to - from;
        return next.feed(bytes, from, to);
    }

    private void frame(int octet) throws CodingException {
        switch (state) {
            case FIXED -> fixed(octet);
            case EXTRA_LENGTH -> extraLength(octet);
            case EXTRA -> extra(octet);
            case NAME, COMMENT -> text(octet);
            case HEADER_CRC -> headerCrc(octet);
            case TRAILER -> trailer(octet);
            case BETWEEN, PADDING -> between(octet);
            case DATA -> throw new IllegalStateException("data is inflated, not framed");
        }
    }

    /** The ten bytes every header starts with: magic number, method, flags, time, extra flags, system. */
    private void fixed(int octet) throws CodingException {
        headerCrc.update(octet);
        boolean wrong = switch (count) {
            case 0 -> octet != 0x1f;
            case 1 -> octet != 0x8b;
            case 2 -> octet != 8;
            case 3 -> (octet & RESERVED) != 0;
            default -> false;
        };
        if (wrong) {
            throw CodingException.corrupt("The body is not gzip, though its header says so.");
        }
        if (count == 3) {
            flags = octet;
        }
        if (++count == 10) {
            enterNextHeaderPart();
        }
    }

    private void extraLength(int octet) {
        headerCrc.update(octet);
        if (collect(octet, 2)) {
            extraLeft = (int) value;
            if (extraLeft > 0) {
                enter(State.EXTRA);
            } else {
                enterNextHeaderPart();
            }
        }
    }

    private void extra(int octet) {
        headerCrc.update(octet);
        if (--extraLeft == 0) {
            enterNextHeaderPart();
        }
    }

    /** File name and comment end with a zero and are passed over without being kept. */
    private void text(int octet) {
        headerCrc.update(octet);
        if (octet == 0) {
            flags &= state == State.NAME ? ~NAME : ~COMMENT;
            enterNextHeaderPart();
        }
    }

    private void headerCrc(int octet) throws CodingException {
        if (!collect(octet, 2)) {
            return;
        }
        if (value != (headerCrc.getValue() & 0xffff)) {
            throw CodingException.corrupt("The check sum of the gzip header is wrong.");
        }
        enter(State.DATA);
    }

    private void trailer(int octet) throws CodingException {
        if (!collect(octet, 8)) {
            return;
        }
        if ((value & 0xffff_ffffL) != dataCrc.getValue() || value >>> 32 != (size & 0xffff_ffffL)) {
            throw CodingException.corrupt("The check sum of the gzip body is wrong.");
        }
        enter(State.BETWEEN);
    }

    /** After a member: another one, or zeros up to the end (which tapes and some servers leave). */
    private void between(int octet) throws CodingException {
        if (octet == 0) {
            enter(State.PADDING);
            return;
        }
        if (state == State.PADDING || octet != 0x1f) {
            throw CodingException.corrupt("There is something else after the end of the gzip body.");
        }
        headerCrc.reset();
        dataCrc.reset();
        size = 0;
        members++;
        data.restart();
        enter(State.FIXED);
        fixed(octet);
    }

    private void enterNextHeaderPart() {
        if (state == State.FIXED && (flags & EXTRA) != 0) {
            enter(State.EXTRA_LENGTH);
            return;
        }
        enter(State.NAME);
        skipAbsentParts();
    }

    /** From the file name on, moves to the first part that the flags announce. */
    private void skipAbsentParts() {
        if (state != State.NAME || (flags & NAME) != 0) {
            return;
        }
        if ((flags & COMMENT) != 0) {
            enter(State.COMMENT);
        } else {
            enter((flags & HEADER_CRC) != 0 ? State.HEADER_CRC : State.DATA);
        }
    }

    private void enter(State following) {
        state = following;
        count = 0;
        value = 0;
    }

    /** Adds one byte to a number sent least significant byte first; true when all its bytes are there. */
    private boolean collect(int octet, int bytes) {
        value |= (long) octet << (8 * count);
        return ++count == bytes;
    }

    @Override
    public void finish() throws CodingException {
        if (begun && state != State.BETWEEN && state != State.PADDING) {
            throw CodingException.truncated("The gzip body ends before its end.");
        }
        next.finish();
    }

    @Override
    public void close() {
        data.close();
        next.close();
    }
}
