package io.riskstream.api.http;

import io.riskstream.text.TraceParent;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests: finds the route, admits the caller, reads the body, calls the endpoint, and writes the response and the audit. */
final class RequestHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final String NO_ROUTE = "-";

    private final Routes routes;
    private final Access access;
    private final RequestAudit audit;
    private final Duration bodyTimeout;
    private final HeaderDeadlines deadlines;
    private final BodyBudget bodies;

    RequestHandler(
            Routes routes,
            Access access,
            RequestAudit audit,
            Duration bodyTimeout,
            HeaderDeadlines deadlines,
            BodyBudget bodies) {
        this.bodies = bodies;
        this.routes = routes;
        this.access = access;
        this.audit = audit;
        this.bodyTimeout = bodyTimeout;
        this.deadlines = deadlines;
    }

    /** One request in progress. */
    private final class Exchange {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final String method;
        private final BodyBudget.Share share = bodies.share();
        private String route = NO_ROUTE;
        private Caller caller = Caller.ANONYMOUS;
        private long bytes;

        Exchange(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.method = request.getMethod();
            deadlines.requestBegins(request.getConnectionMetaData().getConnection());
            Request.addCompletionListener(request, failure -> ended());
        }

        private void ended() {
            share.end();
            deadlines.requestEnds(request.getConnectionMetaData().getConnection());
            audit.record(new RequestRecord(
                    caller.name(),
                    remoteAddress(request),
                    method,
                    route,
                    response.getStatus(),
                    bytes,
                    Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime()),
                    traceId()));
        }

        private String traceId() {
            List<String> values = request.getHeaders().getValuesList("traceparent");
            return values.size() == 1
                    ? TraceParent.traceId(values.get(0).getBytes(StandardCharsets.UTF_8))
                            .orElse("")
                    : "";
        }

        void begin() {
            Routes.Match match = routes.match(method, request.getHttpURI().getPath());
            route = match.route().template();
            caller = access.admit(credentials(request), match.route().role());
            CompletableFuture<ApiResponse> unused = BodyReader.read(
                            request, match.route().maxBody(), share, bodyTimeout)
                    .thenCompose(body -> respond(match, body))
                    .whenComplete(this::finish);
        }

        private CompletionStage<ApiResponse> respond(Routes.Match match, byte[] body) {
            bytes = body.length;
            return match.route()
                    .endpoint()
                    .handle(new ApiRequest(
                            method.equals("HEAD") ? "GET" : method,
                            route,
                            match.parameters(),
                            ApiRequest.decodedQuery(request.getHttpURI().getQuery()),
                            headers(request),
                            body,
                            caller,
                            () -> match.route()
                                    .role()
                                    .map(role -> access.lasting(credentials(request), role))
                                    .orElse(() -> true)));
        }

        /** Ends the exchange with the response, or with the one for the failure. */
        void finish(ApiResponse answer, Throwable failure) {
            if (failure == null) {
                write(answer);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof ProblemException problem) {
                ApiResponse rejected = problem.problem().response();
                boolean bodyRejected = BodyReader.rejects(problem.problem());
                boolean closes = rejected.status() == 408 || bodyRejected;
                write(closes ? rejected.with("Connection", "close") : rejected, bodyRejected);
            } else if (cause instanceof Routes.MethodNotAllowedException notAllowed) {
                write(notAllowed.response());
            } else if (cause instanceof BodyReader.UnreadableBodyException unreadable) {
                callback.failed(unreadable.getCause());
            } else if (request.getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .isOpen()) {
                // the class and the place of the exception, never its message, which may quote an event
                StackTraceElement[] trace = cause.getStackTrace();
                LOG.error(
                        "{} {}: {} at {}",
                        method,
                        route,
                        cause.getClass().getName(),
                        trace.length == 0 ? "an unknown place" : trace[0]);
                write(Problem.of(500, "the request failed because of a bug; the server's log has the place")
                        .response());
            } else {
                callback.failed(cause);
            }
        }

        private void write(ApiResponse answer) {
            write(answer, answer.status() == 413);
        }

        /** @param bodyRejected whether a part of the body may not have been read */
        private void write(ApiResponse answer, boolean bodyRejected) {
            response.setStatus(answer.status());
            SecurityHeaders.addTo(response.getHeaders(), request.isSecure());
            answer.headers().forEach(response.getHeaders()::put);
            if (answer.status() == 401) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"riskstream\"");
            }
            if (answer.stream().isPresent()) {
                ResponseStream stream = new ResponseStream(request, response, callback);
                if (method.equals("HEAD")) {
                    stream.close();
                } else {
                    answer.stream().get().open(stream);
                }
                return;
            }
            boolean bodyAllowed = answer.status() != 204 && answer.status() != 304;
            if (bodyAllowed) {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
            }
            // the reader of a slow body still waits for its next part, so the rest of that one is not read
            response.write(
                    true,
                    ByteBuffer.wrap(bodyAllowed ? answer.body() : new byte[0]),
                    bodyRejected
                            ? Callback.from(() -> LingeringClose.begin(request, callback), callback::failed)
                            : callback);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback);
        try {
            exchange.begin();
        } catch (RuntimeException e) {
            exchange.finish(null, e);
        }
        return true;
    }

    private static String remoteAddress(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                        && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "unknown";
    }

    private static Access.Credentials credentials(Request request) {
        return new Access.Credentials() {
            @Override
            public Optional<String> header(String name) {
                List<String> values = request.getHeaders().getValuesList(name);
                if (values.size() > 1) {
                    throw new ProblemException(
                            Problem.of(400, "the request has the header '" + name + "' more than once"));
                }
                return values.stream().findFirst();
            }

            @Override
            public String remoteAddress() {
                return RequestHandler.remoteAddress(request);
            }
        };
    }

    private static Map<String, List<String>> headers(Request request) {
        Map<String, List<String>> headers = ApiRequest.newHeaders();
        for (HttpField field : request.getHeaders()) {
            headers.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), ignored -> new ArrayList<>(1))
                    .add(field.getValue() == null ? "" : field.getValue());
        }
        return headers;
    }
}
