package io.riskstream.tools.cases;

import io.riskstream.event.Rejection;
import java.util.Optional;

/** A reason to turn an event away, as a case tells it; one without a path holds for any. */
record ExpectedRejection(String code, Optional<String> path) {
    boolean holdsFor(Rejection rejection) {
        return code.equals(rejection.code())
                && path.map(rejection.path()::equals).orElse(true);
    }

    String shown() {
        return path.map(at -> shown(code, at)).orElse(code);
    }

    static String shown(Rejection rejection) {
        return shown(rejection.code(), rejection.path());
    }

    private static String shown(String code, String path) {
        return path.isEmpty() ? code + ", the whole event" : code + " " + path;
    }
}
