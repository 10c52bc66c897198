package dev.gather.fetch;

import io.netty.handler.codec.DecoderException;

/** A peer breaks a rule of {@link WireGuard}; the message goes on after the peer's name. */
final class WireFault extends DecoderException {
    private static final long serialVersionUID = 1L;

    WireFault(String message) {
        super(message);
    }
}
