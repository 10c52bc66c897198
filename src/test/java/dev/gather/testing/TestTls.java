package dev.gather.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A key and its certificate, made by the running JDK's keytool, once per test run and kind. Each but the self-signed one
 * is signed by an authority of its own: a trust anchor's own dates are not looked at, so only a signed certificate can be
 * trusted and out of date.
 */
public final class TestTls {
    private static final String PASSWORD = "changeit";
    private static final String AUTHORITY = "authority";
    private static final String BETWEEN = "between";
    private static final String ORIGIN = "origin";
    private static final List<String> EC = List.of("-keyalg", "EC", "-groupname", "secp256r1");
    private static final List<String> RSA = List.of("-keyalg", "RSA", "-keysize", "2048");
    private static final String HERE = "dns:localhost,ip:127.0.0.1";
    private static final int MADE_WITHIN_S = 30;
    private static final Map<Kind, TestTls> MADE = new EnumMap<>(Kind.class);

    private final byte[] pkcs12;
    private final int presented;

    private TestTls(byte[] pkcs12, int presented) {
        this.pkcs12 = pkcs12;
        this.presented = presented;
    }

    /** For localhost and 127.0.0.1, in date. */
    public static TestTls valid() {
        return of(Kind.VALID);
    }

    /** For localhost and 127.0.0.1, out of date for five days. */
    public static TestTls expired() {
        return of(Kind.EXPIRED);
    }

    /** For localhost and 127.0.0.1, not before tomorrow. */
    public static TestTls notYetValid() {
        return of(Kind.NOT_YET_VALID);
    }

    /** As good as {@link #valid}, by an authority that is for tests not to trust. */
    public static TestTls stranger() {
        return of(Kind.STRANGER);
    }

    /** Signed by an authority between it and the end of its chain, whose certificate the server does not send. */
    public static TestTls incomplete() {
        return of(Kind.INCOMPLETE);
    }

    /** Signed with MD5. */
    public static TestTls weak() {
        return of(Kind.WEAK);
    }

    /** In date, for another name. */
    public static TestTls wrongName() {
        return of(Kind.WRONG_NAME);
    }

    /** For localhost and 127.0.0.1, in date, signed by nobody else. */
    public static TestTls selfSigned() {
        return of(Kind.SELF_SIGNED);
    }

    /** What a server needs. */
    public KeyCertOptions key() {
        return new PfxOptions()
                .setValue(Buffer.buffer(pkcs12))
                .setPassword(PASSWORD)
                .setAlias(ORIGIN);
    }

    /** A server's end of TLS over a connection, with this key, its handshake yet to come; closing it leaves that open. */
    public SSLSocket over(Socket socket) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new OneKey(privateKey(), presentedChain())}, null, null);
            SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "client", socket.getPort(), false);
            tls.setUseClientMode(false);
            return tls;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private PrivateKey privateKey() throws GeneralSecurityException, IOException {
        return (PrivateKey) store().getKey(ORIGIN, PASSWORD.toCharArray());
    }

    private X509Certificate[] presentedChain() throws GeneralSecurityException, IOException {
        Certificate[] chain = store().getCertificateChain(ORIGIN);
        return Arrays.stream(chain)
                .limit(presented)
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(pkcs12), PASSWORD.toCharArray());
        return store;
    }

    /** The end of its chain, which a client must trust. */
    public String anchorPem() {
        try {
            Certificate[] chain = store().getCertificateChain(ORIGIN);
            Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
            return "-----BEGIN CERTIFICATE-----\n" + lines.encodeToString(chain[chain.length - 1].getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static synchronized TestTls of(Kind kind) {
        return MADE.computeIfAbsent(kind, TestTls::make);
    }

    private static TestTls make(Kind kind) {
        try {
            Path directory = Files.createTempDirectory("test-tls");
            Path store = directory.resolve("store.p12");
            makeKeys(kind, store);
            byte[] bytes = Files.readAllBytes(store);
            Files.delete(store);
            Files.delete(directory);
            return new TestTls(bytes, kind == Kind.INCOMPLETE ? 1 : Integer.MAX_VALUE);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void makeKeys(Kind kind, Path store) throws IOException {
        List<String> origin = List.of("-dname", "CN=origin", "-ext", "san=" + kind.names, "-startdate", kind.from);
        if (kind == Kind.SELF_SIGNED) {
            keytool(store, ORIGIN, origin, EC);
            return;
        }
        List<String> authority = List.of("-ext", "bc:c", "-startdate", "-20d");
        keytool(store, AUTHORITY, plus(authority, "-dname", "CN=authority"), kind == Kind.WEAK ? RSA : EC);
        String signer = AUTHORITY;
        if (kind == Kind.INCOMPLETE) {
            signer = BETWEEN;
            keytool(store, BETWEEN, plus(authority, "-dname", "CN=between", "-signer", AUTHORITY), EC);
        }
        List<String> signed = plus(origin, "-signer", signer);
        keytool(store, ORIGIN, kind == Kind.WEAK ? plus(signed, "-sigalg", "MD5withRSA") : signed, EC);
    }

    private static List<String> plus(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    private static void keytool(Path store, String alias, List<String> options, List<String> algorithm)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias));
        command.addAll(algorithm);
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of("-validity", alias.equals(ORIGIN) ? "5" : "100"));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(MADE_WITHIN_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("keytool made no certificate");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private enum Kind {
        VALID(HERE, "-1d"),
        EXPIRED(HERE, "-10d"),
        NOT_YET_VALID(HERE, "+1d"),
        WRONG_NAME("dns:wrong.example", "-1d"),
        SELF_SIGNED(HERE, "-1d"),
        STRANGER(HERE, "-1d"),
        INCOMPLETE(HERE, "-1d"),
        WEAK(HERE, "-1d");

        private final String names;
        private final String from;

        Kind(String names, String from) {
            this.names = names;
            this.from = from;
        }
    }

    /** Presents its key whatever the client wants, where that of the JDK keeps what a good client would refuse. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private final PrivateKey key;
        private final X509Certificate[] chain;

        OneKey(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keyType.startsWith("EC") ? ORIGIN : null;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ORIGIN};
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
