package io.riskstream.tools.cases;

import io.riskstream.event.Rejection;
import java.util.Optional;

/** An expected rejection. One without a path matches a rejection with any path. */
record ExpectedRejection(String code, Optional<String> path) {
    boolean matches(Rejection rejection) {
        return code.equals(rejection.code())
                && path.map(rejection.path()::equals).orElse(true);
    }

    String shown() {
        return path.map(field -> shown(code, field)).orElse(code);
    }

    static String shown(Rejection rejection) {
        return shown(rejection.code(), rejection.path());
    }

    private static String shown(String code, String path) {
        return path.isEmpty() ? code + ", the whole event" : code + " " + path;
    }
}
