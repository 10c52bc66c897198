package dev.gather.fetch;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whose signature on an origin's certificate counts. */
public final class Trust {
    private Trust() {}

    /**
     * The platform's trust anchors, and those of a PEM file beside them. Reads files; safe from any thread once made.
     *
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate
     */
    public static TrustOptions anchors(@Nullable Path caFile) {
        try {
            X509ExtendedTrustManager platform = manager(null);
            X509ExtendedTrustManager all = caFile == null ? platform : manager(withFile(platform, caFile));
            return TrustOptions.wrap(new SelfSigned(all));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("ca_file: " + caFile + " (expected a PEM file of certificates)", e);
        }
    }

    private static KeyStore withFile(X509ExtendedTrustManager platform, Path caFile)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (X509Certificate issuer : platform.getAcceptedIssuers()) {
            store.setCertificateEntry("platform-" + count++, issuer);
        }
        try (InputStream in = Files.newInputStream(caFile)) {
            for (Certificate own : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("file-" + count++, own);
            }
        }
        return store;
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("No X.509 trust manager: "
                        + Arrays.stream(factory.getTrustManagers())
                                .map(TrustManager::toString)
                                .toList()));
    }
}
