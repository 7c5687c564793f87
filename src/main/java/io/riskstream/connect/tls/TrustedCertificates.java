package io.riskstream.connect.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of a PEM file on the worker, which replace those of the JVM. */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * Returns a TLS context that trusts certain certificates alone. Reads the file at each call, so a changed file takes effect with the next context.
     *
     * @param file the path of a PEM file; empty for the JVM's trusted certificates
     * @throws IOException if the file cannot be read
     * @throws GeneralSecurityException if the file contains no certificate
     */
    public static SSLContext context(String file) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(file.isEmpty() ? null : read(Path.of(file)));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new GeneralSecurityException("the file contains no certificate");
            }
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
        }
        return store;
    }
}
