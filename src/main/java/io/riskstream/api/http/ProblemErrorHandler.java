package io.riskstream.api.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty itself rejects, such as malformed requests, with a problem and without the request's text. */
final class ProblemErrorHandler extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= 400 ? response.getStatus() : 500;
        SecurityHeaders.addTo(response.getHeaders(), request.isSecure());
        ApiResponse problem = Problem.of(status, detail(status)).response();
        problem.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, problem.body().length);
        response.write(true, ByteBuffer.wrap(problem.body()), callback);
        return true;
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> "the request is not valid HTTP/1.1";
            case 404 -> "the API has no such path; /openapi.json lists all";
            case 408 -> "the request did not arrive in time";
            case 414, 431 -> "the request line and the headers are too large";
            case 503 -> "the server is stopping";
            default -> "the server cannot answer this request";
        };
    }
}
