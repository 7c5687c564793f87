package io.riskstream.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static Route get(String template) {
        return Route.get(template, Endpoint.blocking(request -> ApiResponse.empty(204)));
    }

    @Test
    void aLiteralIsPreferredAndAParameterTakenWhereItLeadsNowhere() {
        Routes routes = new Routes(List.of(get("/a/{x}/c"), get("/a/b"), get("/a/b/{y}"), get("/{z}")));
        assertEquals("/a/b", routes.match("GET", "/a/b").route().template());
        assertEquals("/a/b/{y}", routes.match("GET", "/a/b/c").route().template());
        assertEquals(Map.of("x", "d"), routes.match("GET", "/a/d/c").parameters());
        assertEquals(Map.of("z", "%"), routes.match("HEAD", "/%25").parameters());
    }

    @Test
    void aParameterIsNeverEmpty() {
        Routes routes = new Routes(List.of(get("/a/{x}"), get("/")));
        assertEquals("/", routes.match("GET", "/").route().template());
        assertThrows(ProblemException.class, () -> routes.match("GET", "/a/"));
        assertThrows(ProblemException.class, () -> routes.match("GET", "/a"));
        assertThrows(ProblemException.class, () -> routes.match("OPTIONS", "*"));
    }

    @Test
    void twoRoutesOfOnePathAndMethodAreAnError() {
        assertThrows(IllegalArgumentException.class, () -> new Routes(List.of(get("/a/{x}"), get("/a/{y}"))));
        assertThrows(IllegalArgumentException.class, () -> new Routes(List.of(get("/{x}/{x}"))));
    }
}
