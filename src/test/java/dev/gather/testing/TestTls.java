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
import org.jspecify.annotations.Nullable;

/**
 * A key and its certificate, made by the running JDK's keytool, once per test run and kind. All but the self-signed one
 * are signed by an authority: a trust anchor's own dates are not looked at, so only a signed certificate can be trusted
 * and out of date. One authority is good for all that need no other, because keytool takes most of a second.
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
    private static final Map<Signer, byte[]> SIGNERS = new EnumMap<>(Signer.class);

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

    /**
     * A server's end of TLS over a connection, with this key, its handshake yet to come; closing it leaves that open.
     */
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
        List<String> origin = List.of("-dname", "CN=origin", "-ext", "san=" + kind.names, "-startdate", kind.from);
        byte[] store = kind.signer == null
                ? withKey(null, ORIGIN, origin, EC)
                : withKey(signer(kind.signer), ORIGIN, signed(origin, kind.signer), EC);
        return new TestTls(store, kind.signer == Signer.BETWEEN ? 1 : Integer.MAX_VALUE);
    }

    private static List<String> signed(List<String> origin, Signer signer) {
        List<String> signed = plus(origin, "-signer", signer == Signer.BETWEEN ? BETWEEN : AUTHORITY);
        return signer == Signer.OLD ? plus(signed, "-sigalg", "MD5withRSA") : signed;
    }

    /** A store with nothing but the keys of who signs. */
    private static byte[] signer(Signer signer) {
        byte[] made = SIGNERS.get(signer);
        if (made == null) {
            made = makeSigner(signer);
            SIGNERS.put(signer, made);
        }
        return made;
    }

    private static byte[] makeSigner(Signer signer) {
        List<String> authority = List.of("-ext", "bc:c", "-startdate", "-20d");
        if (signer == Signer.BETWEEN) {
            List<String> between = plus(authority, "-dname", "CN=between", "-signer", AUTHORITY);
            return withKey(signer(Signer.GOOD), BETWEEN, between, EC);
        }
        return withKey(null, AUTHORITY, plus(authority, "-dname", "CN=authority"), signer == Signer.OLD ? RSA : EC);
    }

    /** The store, or a new one, with one more key. */
    private static byte[] withKey(
            byte @Nullable [] before, String alias, List<String> options, List<String> algorithm) {
        try {
            Path directory = Files.createTempDirectory("test-tls");
            Path store = directory.resolve("store.p12");
            if (before != null) {
                Files.write(store, before);
            }
            keytool(store, alias, options, algorithm);
            byte[] bytes = Files.readAllBytes(store);
            Files.delete(store);
            Files.delete(directory);
            return bytes;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static List<String> plus(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    private static void keytool(Path store, String alias, List<String> options, List<String> algorithm)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        // It is over before it could be compiled.
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
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
        VALID(HERE, "-1d", Signer.GOOD),
        EXPIRED(HERE, "-10d", Signer.GOOD),
        NOT_YET_VALID(HERE, "+1d", Signer.GOOD),
        WRONG_NAME("dns:wrong.example", "-1d", Signer.GOOD),
        SELF_SIGNED(HERE, "-1d", null),
        STRANGER(HERE, "-1d", Signer.STRANGER),
        INCOMPLETE(HERE, "-1d", Signer.BETWEEN),
        WEAK(HERE, "-1d", Signer.OLD);

        private final String names;
        private final String from;
        private final @Nullable Signer signer;

        Kind(String names, String from, @Nullable Signer signer) {
            this.names = names;
            this.from = from;
            this.signer = signer;
        }
    }

    private enum Signer {
        GOOD,
        STRANGER,
        /** Signed by the good one, and not sent by the server. */
        BETWEEN,
        /** Has a key of RSA, which MD5 needs. */
        OLD
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
