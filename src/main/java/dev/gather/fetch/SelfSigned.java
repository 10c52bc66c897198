package dev.gather.fetch;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what another manager trusts, and tells a certificate that vouches for itself from one that an unknown
 * authority signed, which the JDK reports alike.
 */
final class SelfSigned extends X509ExtendedTrustManager {
    static final String MESSAGE = "self-signed certificate";

    private final X509ExtendedTrustManager trusted;

    SelfSigned(X509ExtendedTrustManager trusted) {
        this.trusted = trusted;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            trusted.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trusted.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trusted.checkServerTrusted(chain, authType);
    }

    private static CertificateException explained(X509Certificate[] chain, CertificateException cause) {
        boolean selfSigned = chain.length == 1
                && chain[0].getSubjectX500Principal().equals(chain[0].getIssuerX500Principal())
                && String.valueOf(cause.getMessage()).contains("unable to find valid certification path");
        return selfSigned ? new CertificateException(MESSAGE, cause) : cause;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("Clients only.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("Clients only.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("Clients only.");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trusted.getAcceptedIssuers();
    }
}
