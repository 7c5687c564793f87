package io.riskstream.api.read;

import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Caller;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.http.Routes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** Requests to routes without a server. */
final class RequestOf {
    private RequestOf() {}

    /** Returns a request with the parameters of a query, which are decoded. */
    static ApiRequest query(String query) {
        return query(query, () -> true);
    }

    /** Returns a request of a caller who is admitted as long as a check says. */
    static ApiRequest query(String query, BooleanSupplier admitted) {
        return new ApiRequest(
                "GET",
                "/",
                Map.of(),
                decoded(query),
                Map.of(),
                new byte[0],
                new Caller("test", Set.of()),
                () -> admitted);
    }

    private static Map<String, List<String>> decoded(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            String value = equals < 0 ? "" : URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
            parameters
                    .computeIfAbsent(equals < 0 ? parameter : parameter.substring(0, equals), each -> new ArrayList<>())
                    .add(value);
        }
        return parameters;
    }

    /** Sends a request with headers; a problem is a response. */
    static ApiResponse send(Routes routes, String method, String target, Map<String, String> headers) {
        int end = target.indexOf('?');
        Map<String, List<String>> all = new LinkedHashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        try {
            Routes.Match match = routes.match(method, end < 0 ? target : target.substring(0, end));
            return match.route()
                    .endpoint()
                    .handle(new ApiRequest(
                            method,
                            match.route().template(),
                            match.parameters(),
                            decoded(end < 0 ? "" : target.substring(end + 1)),
                            all,
                            new byte[0],
                            new Caller("test", Set.of()),
                            () -> () -> true))
                    .toCompletableFuture()
                    .join();
        } catch (ProblemException e) {
            return e.problem().response();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                return problem.problem().response();
            }
            throw e;
        }
    }
}
