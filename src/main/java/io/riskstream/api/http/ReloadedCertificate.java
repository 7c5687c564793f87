package io.riskstream.api.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate from two PEM files. It looks at the files every second, and uses new ones for the connections that begin then. If they cannot be
 * read, it keeps the ones that it has and logs why.
 */
final class ReloadedCertificate extends AbstractLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedCertificate.class);
    private static final long CHECK_MILLIS = 1_000;
    private static final String ALIAS = "server";
    /** The kinds of keys, and a signature with each, to find out whether a key and a certificate belong together. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "Ed25519", "Ed25519");

    private final ServerSettings.Tls files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("certificate", true);
    private byte[] loaded;
    private byte[] rejected = {};

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if they contain no certificate and key that belong together
     */
    ReloadedCertificate(ServerSettings.Tls files) {
        this.files = files;
        try {
            loaded = content();
            context.setKeyStore(keyStore(files));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot read the certificate " + files.certificate() + " with the key " + files.key() + ": "
                            + e.getMessage(),
                    e);
        }
        context.setKeyStorePassword("");
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    }

    /** Returns the context for connections. */
    SslContextFactory.Server context() {
        return context;
    }

    private byte[] content() throws IOException {
        byte[] certificate = Files.readAllBytes(files.certificate());
        byte[] key = Files.readAllBytes(files.key());
        byte[] both = Arrays.copyOf(certificate, certificate.length + key.length);
        System.arraycopy(key, 0, both, certificate.length, key.length);
        return both;
    }

    @Override
    protected void doStart() throws Exception {
        scheduler.start();
        schedule();
    }

    private void schedule() {
        scheduler.schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            byte[] content = content();
            if (!Arrays.equals(content, loaded) && !Arrays.equals(content, rejected)) {
                reload(content);
            }
        } catch (IOException e) {
            LOG.warn("cannot read the certificate {} again: {}", files.certificate(), e.getMessage());
        }
        if (isStarting() || isRunning()) {
            schedule();
        }
    }

    private void reload(byte[] content) {
        try {
            KeyStore store = keyStore(files);
            context.reload(changed -> changed.setKeyStore(store));
            loaded = content;
            LOG.info("the certificate {} has been read again", files.certificate());
        } catch (Exception e) {
            rejected = content;
            LOG.error("the certificate {} is kept as it was: {}", files.certificate(), e.getMessage());
        }
    }

    @Override
    protected void doStop() throws Exception {
        scheduler.stop();
    }

    private static KeyStore keyStore(ServerSettings.Tls files) throws IOException, GeneralSecurityException {
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(files.certificate())))
                .toArray(Certificate[]::new);
        if (chain.length == 0) {
            throw new GeneralSecurityException(files.certificate() + " contains no certificate in PEM");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, privateKey(files.key(), chain[0]), new char[0], chain);
        return store;
    }

    private static PrivateKey privateKey(Path file, Certificate certificate)
            throws IOException, GeneralSecurityException {
        String pem = Files.readString(file);
        String begin = "-----BEGIN PRIVATE KEY-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new GeneralSecurityException(
                    file
                            + " contains no 'BEGIN PRIVATE KEY' (PKCS #8, not encrypted); convert the key with openssl pkcs8 -topk8 -nocrypt");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
        for (Map.Entry<String, String> kind : SIGNATURES.entrySet()) {
            try {
                PrivateKey key =
                        KeyFactory.getInstance(kind.getKey()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                if (!belongTogether(key, certificate, kind.getValue())) {
                    throw new GeneralSecurityException(file + " is the key of another certificate");
                }
                return key;
            } catch (InvalidKeySpecException e) {
                LOG.debug("the key is no {} key", kind.getKey(), e);
            }
        }
        throw new GeneralSecurityException(file + " is no RSA, EC or Ed25519 key");
    }

    private static boolean belongTogether(PrivateKey key, Certificate certificate, String algorithm)
            throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // keys of two kinds
        }
    }
}
