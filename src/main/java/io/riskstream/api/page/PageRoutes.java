package io.riskstream.api.page;

import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes of the page. They are open to everyone, because the files contain no data: what the page shows it requests with the API key that its reader
 * enters.
 */
public final class PageRoutes {
    private static final String INDEX = "index.html";

    private static final List<String> FILES = List.of(
            "page.css",
            "icon.svg",
            "main.js",
            "api.js",
            "chart.js",
            "claim-view.js",
            "dead-letter-view.js",
            "dom.js",
            "format.js",
            "live-view.js",
            "parts.js",
            "queue-view.js",
            "release-view.js",
            "session.js",
            "stream.js");

    private PageRoutes() {}

    /** Reads the files, about 70 KB, and returns a route for each and one for {@code /}. */
    public static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(route("/", INDEX));
        FILES.forEach(file -> routes.add(route("/" + file, file)));
        return routes;
    }

    private static Route route(String path, String name) {
        PageFile file = PageFile.read(name);
        return Route.open(path, Endpoint.blocking(file::response));
    }
}
