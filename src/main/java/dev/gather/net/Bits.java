package dev.gather.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** An address as two words to be masked; IPv4 in the low 32 bits of {@code ::ffff:0:0/96}, and marked as such. */
final class Bits {
    private static final int V4_BYTES = 4;
    private static final long MAPPED = 0xFFFFL << Integer.SIZE;

    final boolean v4;
    final long high;
    final long low;

    Bits(boolean v4, long high, long low) {
        this.v4 = v4;
        this.high = high;
        this.low = low;
    }

    /** The bits of an address; IPv4-mapped IPv6, if an object carries it, is IPv4. */
    static Bits of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (bytes.capacity() == V4_BYTES) {
            return new Bits(true, 0, MAPPED | Integer.toUnsignedLong(bytes.getInt()));
        }
        long high = bytes.getLong();
        long low = bytes.getLong();
        return new Bits(high == 0 && low >>> Integer.SIZE == 0xFFFF, high, low);
    }

    InetAddress address() {
        byte[] bytes = v4
                ? ByteBuffer.allocate(V4_BYTES).putInt((int) low).array()
                : ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return IpLiterals.address(bytes);
    }
}
