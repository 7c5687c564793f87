package io.riskstream.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose TLS handshake or whose headers arrive too slowly. Jetty's idle time-out begins again with each byte, so a client that sends a byte
 * now and then would keep a connection for ever.
 *
 * <p>A connection is watched from its beginning, and from the first byte after a response, until its next request has all headers. The cost is a look at each
 * connection several times within the time-out.
 */
final class HeaderDeadlines extends AbstractLifeCycle implements Connection.Listener {
    private static final int CHECKS_WITHIN_TIMEOUT = 4;

    private static final class Watched {
        private final Connection connection;
        /** When the headers that are expected began to arrive; 0 while none is expected, because a request is in progress or no byte has arrived. */
        private long since;

        private boolean inRequest;
        private long bytesAtEnd;

        Watched(Connection connection, long now) {
            this.connection = connection;
            this.since = now;
        }

        synchronized void requestBegins() {
            inRequest = true;
            since = 0;
        }

        synchronized void requestEnds() {
            inRequest = false;
            bytesAtEnd = connection.getBytesIn();
        }

        /** True if the headers take longer than {@code limit}. */
        synchronized boolean isLate(long now, long limit) {
            if (inRequest) {
                return false;
            }
            if (since == 0) {
                if (connection.getBytesIn() > bytesAtEnd) {
                    since = now;
                }
                return false;
            }
            return now - since > limit;
        }
    }

    private final Duration timeout;
    private final Scheduler scheduler;
    private final Map<EndPoint, Watched> watched = new ConcurrentHashMap<>();

    HeaderDeadlines(Duration timeout, Scheduler scheduler) {
        this.timeout = timeout;
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        schedule();
    }

    private void schedule() {
        scheduler.schedule(this::check, Math.max(1, timeout.toMillis() / CHECKS_WITHIN_TIMEOUT), TimeUnit.MILLISECONDS);
    }

    /** With TLS, called for the encrypted connection and then for the one within; the latter is the one that has requests. */
    @Override
    public void onOpened(Connection connection) {
        watched.put(socketOf(connection), new Watched(connection, now()));
    }

    @Override
    public void onClosed(Connection connection) {
        watched.remove(socketOf(connection));
    }

    private static EndPoint socketOf(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        while (endPoint instanceof EndPoint.Wrapper wrapper) {
            endPoint = wrapper.unwrap();
        }
        return endPoint;
    }

    /** Notes that a request on the connection has all headers. */
    void requestBegins(Connection connection) {
        Watched known = watched.get(socketOf(connection));
        if (known != null) {
            known.requestBegins();
        }
    }

    /** Notes that the response is complete. */
    void requestEnds(Connection connection) {
        Watched known = watched.get(socketOf(connection));
        if (known != null) {
            known.requestEnds();
        }
    }

    private void check() {
        long now = now();
        watched.forEach((endPoint, connection) -> {
            if (connection.isLate(now, timeout.toNanos())) {
                watched.remove(endPoint);
                endPoint.close();
            }
        });
        if (isRunning() || isStarting()) {
            schedule();
        }
    }

    /** Never 0, which means that no time is noted. */
    private static long now() {
        return System.nanoTime() | 1;
    }
}
