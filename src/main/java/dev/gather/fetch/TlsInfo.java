package dev.gather.fetch;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What the TLS handshake agreed on, and the certificate that the origin showed. */
public record TlsInfo(String protocol, String cipher, String subject, String issuer, String notAfter) {
    /** The facts of a handshake that was completed; null if the origin showed no certificate. */
    static @Nullable TlsInfo of(SSLSession session) {
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate shown) {
                return new TlsInfo(
                        session.getProtocol(),
                        session.getCipherSuite(),
                        shown.getSubjectX500Principal().getName(),
                        shown.getIssuerX500Principal().getName(),
                        shown.getNotAfter().toInstant().toString());
            }
            return null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
