package dev.gather.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A key and its certificate, made by the running JDK's keytool, once per test run and kind. Each but the self-signed one
 * is signed by an authority of its own: a trust anchor's own dates are not looked at, so only a signed certificate can be
 * trusted and out of date.
 */
public final class TestTls {
    private static final String PASSWORD = "changeit";
    private static final String AUTHORITY = "authority";
    private static final String ORIGIN = "origin";
    private static final int MADE_WITHIN_S = 30;
    private static final Map<Kind, TestTls> MADE = new EnumMap<>(Kind.class);

    private final byte[] pkcs12;

    private TestTls(byte[] pkcs12) {
        this.pkcs12 = pkcs12;
    }

    /** For localhost and 127.0.0.1, in date. */
    public static TestTls valid() {
        return of(Kind.VALID);
    }

    /** For localhost and 127.0.0.1, out of date for five days. */
    public static TestTls expired() {
        return of(Kind.EXPIRED);
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

    /** The end of its chain, which a client must trust. */
    public String anchorPem() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(pkcs12), PASSWORD.toCharArray());
            Certificate[] chain = store.getCertificateChain(ORIGIN);
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
            return new TestTls(bytes);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void makeKeys(Kind kind, Path store) throws IOException {
        List<String> origin = List.of("-dname", "CN=origin", "-ext", "san=" + kind.names, "-startdate", kind.from);
        if (kind == Kind.SELF_SIGNED) {
            keytool(store, ORIGIN, origin);
            return;
        }
        keytool(store, AUTHORITY, List.of("-dname", "CN=authority", "-ext", "bc:c", "-startdate", "-20d"));
        keytool(
                store,
                ORIGIN,
                Stream.concat(origin.stream(), Stream.of("-signer", AUTHORITY)).toList());
    }

    private static void keytool(Path store, String alias, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of("-validity", alias.equals(AUTHORITY) ? "100" : "5"));
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
        VALID("dns:localhost,ip:127.0.0.1", "-1d"),
        EXPIRED("dns:localhost,ip:127.0.0.1", "-10d"),
        WRONG_NAME("dns:wrong.example", "-1d"),
        SELF_SIGNED("dns:localhost,ip:127.0.0.1", "-1d");

        private final String names;
        private final String from;

        Kind(String names, String from) {
            this.names = names;
            this.from = from;
        }
    }
}
