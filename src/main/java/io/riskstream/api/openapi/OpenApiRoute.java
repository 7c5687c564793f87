package io.riskstream.api.openapi;

import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.EntityTag;
import io.riskstream.api.http.Route;
import io.riskstream.api.pipeline.ServedPipeline;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** The route of the OpenAPI document. */
public final class OpenApiRoute {
    private static final String PATH = "/openapi.json";

    private OpenApiRoute() {}

    /**
     * Returns the route. The document is made once.
     *
     * @param open whether everyone may read it; otherwise a caller needs the role {@code read}
     */
    public static Route of(Collection<ServedPipeline> pipelines, boolean open) {
        byte[] document = OpenApiDocument.of(pipelines).toString().getBytes(StandardCharsets.UTF_8);
        EntityTag tag = EntityTag.of(document);
        Endpoint endpoint = Endpoint.blocking(request -> tag.response(
                request, ApiResponse.of(200, "application/json", document).with("Cache-Control", "no-cache")));
        return open ? Route.open(PATH, endpoint) : Route.get(PATH, endpoint);
    }
}
