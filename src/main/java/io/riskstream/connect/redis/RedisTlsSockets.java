package io.riskstream.connect.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;

/**
 * Encrypted sockets to a server that must show a certificate which is trusted and bears its name. A cluster tells its servers by address, which
 * few certificates bear; such a server must bear the name that the cluster goes by.
 */
final class RedisTlsSockets implements JedisSocketFactory {
    private final JedisSocketFactory plain;
    private final SSLSocketFactory encrypted;
    private final String name;
    private final int port;

    /**
     * Sockets to one server; what is to be trusted is read anew.
     *
     * @param server the server's name or address
     * @param cluster the name in the Flux file
     * @param caCertificates a PEM file; empty for what the JVM trusts
     * @throws UnavailableException if the certificates cannot be read
     */
    RedisTlsSockets(HostAndPort server, JedisClientConfig login, String cluster, String caCertificates) {
        this.plain = new DefaultJedisSocketFactory(server, login);
        this.encrypted = trusting(caCertificates);
        this.name = isAddress(server.getHost()) ? cluster : server.getHost();
        this.port = server.getPort();
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
    }

    private static SSLSocketFactory trusting(String caCertificates) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(caCertificates.isEmpty() ? null : certificates(Path.of(caCertificates)));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new UnavailableException("there are no certificates to trust in '" + caCertificates + "': "
                    + UnavailableException.causeOf(e));
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new GeneralSecurityException("it has none");
            }
            for (Certificate certificate : all) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
        }
        return store;
    }

    @Override
    public Socket createSocket() {
        Socket connected = plain.createSocket();
        try {
            SSLSocket socket = (SSLSocket) encrypted.createSocket(connected, name, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            close(connected, e);
            throw new UnavailableException(
                    "Redis " + name + ":" + port + " cannot be spoken to in TLS: " + UnavailableException.causeOf(e));
        }
    }

    private static void close(Socket connected, IOException because) {
        try {
            connected.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
