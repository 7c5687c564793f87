package io.riskstream.connect.redis;

import io.riskstream.connect.tls.TrustedCertificates;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;

/**
 * Opens TLS sockets to one server. The server must present a trusted certificate that contains its host name.
 *
 * <p>A cluster returns the IP addresses of its servers, and few certificates contain IP addresses. The certificate of such a server must contain the
 * host name that the Flux file gives for the cluster.
 */
final class RedisTlsSockets implements JedisSocketFactory {
    private final JedisSocketFactory plainSockets;
    private final SSLSocketFactory tlsSockets;
    private final String verifiedHost;
    private final int port;

    /**
     * Reads the trusted certificates, so a changed file takes effect with the next connection.
     *
     * @param server the server's host name or IP address
     * @param clusterHost the host in the Flux file
     * @param caCertificates a PEM file; empty for the JVM's trusted certificates
     * @throws UnavailableException if the certificates cannot be read
     */
    RedisTlsSockets(HostAndPort server, JedisClientConfig clientConfig, String clusterHost, String caCertificates) {
        this.plainSockets = new DefaultJedisSocketFactory(server, clientConfig);
        this.tlsSockets = tlsSockets(caCertificates);
        this.verifiedHost = isIpAddress(server.getHost()) ? clusterHost : server.getHost();
        this.port = server.getPort();
    }

    private static boolean isIpAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
    }

    private static SSLSocketFactory tlsSockets(String caCertificates) {
        try {
            return TrustedCertificates.context(caCertificates).getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new UnavailableException("cannot read the trusted certificates in '" + caCertificates + "': "
                    + UnavailableException.causeOf(e) + "; set option 'caCertificates' to a PEM file on the worker");
        }
    }

    @Override
    public Socket createSocket() {
        Socket plain = plainSockets.createSocket();
        try {
            SSLSocket socket = (SSLSocket) tlsSockets.createSocket(plain, verifiedHost, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            close(plain, e);
            throw new UnavailableException("Redis " + verifiedHost + ":" + port + ": the TLS handshake failed: "
                    + UnavailableException.causeOf(e));
        }
    }

    private static void close(Socket socket, IOException reason) {
        try {
            socket.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
