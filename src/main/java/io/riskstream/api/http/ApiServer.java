package io.riskstream.api.http;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/1.1 server of the API, on Jetty.
 *
 * <p>It answers requests that are ambiguous with 400 and closes the connection: two lengths, a length beside chunks, folded headers, white space before a
 * colon, an invalid chunk, a path with encoded dots. A value of a path may contain an encoded slash.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final UriCompliance PATHS =
            UriCompliance.DEFAULT.with("encoded slashes", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR);

    private final Server server;
    private final ServerConnector connector;
    private final BodyBudget bodies;
    private final boolean secure;

    private ApiServer(Server server, ServerConnector connector, BodyBudget bodies, boolean secure) {
        this.server = server;
        this.connector = connector;
        this.bodies = bodies;
        this.secure = secure;
    }

    /**
     * Starts a server. It answers when this method returns.
     *
     * @throws IOException if the port is in use, or the certificate cannot be read
     */
    public static ApiServer start(ServerSettings settings, List<Route> routes, Access access, RequestAudit audit)
            throws IOException {
        ServerSettings.Limits limits = settings.limits();
        ServerSettings.Timeouts timeouts = settings.timeouts();
        QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), Math.min(8, limits.threads()));
        threads.setName("http");
        threads.setDetailedDump(false);
        Server server = new Server(threads);
        HttpConfiguration configuration = configuration(limits);
        List<ConnectionFactory> protocols = settings.tls()
                .map(tls -> tls(tls, server, configuration))
                .orElseGet(() -> List.of(new HttpConnectionFactory(configuration)));
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols.toArray(ConnectionFactory[]::new));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(timeouts.idle().toMillis());
        connector.setReuseAddress(true);
        HeaderDeadlines deadlines = new HeaderDeadlines(timeouts.headers(), connector.getScheduler());
        connector.addBean(deadlines);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
        BodyBudget bodies = new BodyBudget(limits.bodiesBytes());
        server.setStopTimeout(timeouts.stop().toMillis());
        server.setErrorHandler(new ProblemErrorHandler());
        server.setHandler(new GracefulHandler(
                new RequestHandler(new Routes(routes), access, audit, timeouts.body(), deadlines, bodies)));
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen at " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new IOException("cannot start the HTTP server: " + e.getMessage(), e);
        }
        ApiServer started =
                new ApiServer(server, connector, bodies, settings.tls().isPresent());
        LOG.info("listening at {}", started.uri());
        return started;
    }

    private static HttpConfiguration configuration(ServerSettings.Limits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(limits.headerBytes());
        configuration.setHttpCompliance(HttpCompliance.RFC7230);
        configuration.setUriCompliance(PATHS);
        configuration.setNotifyRemoteAsyncErrors(true);
        return configuration;
    }

    private static List<ConnectionFactory> tls(
            ServerSettings.Tls files, Server server, HttpConfiguration configuration) {
        // clients verify the name; a request with another one, such as that of a load balancer's probe, is answered all
        // the same
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        ReloadedCertificate certificate = new ReloadedCertificate(files);
        server.addBean(certificate);
        return List.of(
                new SslConnectionFactory(certificate.context(), "http/1.1"), new HttpConnectionFactory(configuration));
    }

    /** Returns the port that the server listens at. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns the address of the server, without a path. */
    public URI uri() {
        String host = connector.getHost() == null || connector.getHost().equals("0.0.0.0")
                ? "localhost"
                : connector.getHost();
        return URI.create((secure ? "https" : "http") + "://" + host + ":" + port());
    }

    /** Returns the memory that the bodies of the requests in progress take now. */
    long bodyBytes() {
        return bodies.used();
    }

    /** Returns when the server has been stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Stops the server: new requests are answered with 503, those in progress end within the time of the settings. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.info("requests that were in progress after the time for stopping were ended");
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop: " + e, e);
        }
    }
}
