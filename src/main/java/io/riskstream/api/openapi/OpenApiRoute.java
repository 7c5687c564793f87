package io.riskstream.api.openapi;

import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.EntityTag;
import io.riskstream.api.http.Route;
import io.riskstream.api.pipeline.ServedPipeline;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** The route of the OpenAPI document, which is open to everyone. */
public final class OpenApiRoute {
    private OpenApiRoute() {}

    /** Returns the route. The document is made once. */
    public static Route of(Collection<ServedPipeline> pipelines) {
        byte[] document = OpenApiDocument.of(pipelines).toString().getBytes(StandardCharsets.UTF_8);
        EntityTag tag = EntityTag.of(document);
        return Route.open(
                "/openapi.json",
                Endpoint.blocking(request -> tag.response(
                        request,
                        ApiResponse.of(200, "application/json", document).with("Cache-Control", "no-cache"))));
    }
}
