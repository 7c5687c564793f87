package io.riskstream.validate.schema;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The patterns of {@code patternProperties}, each compiled once. */
final class NamePatterns {
    private final Map<String, Pattern> compiled = new ConcurrentHashMap<>();
    private final CheckWork work;

    NamePatterns(CheckWork work) {
        this.work = work;
    }

    /** True if a part of the name matches. False also if the search takes too long: the checker rejects such a name. */
    boolean isFound(String expression, String name) {
        try {
            return compiled.computeIfAbsent(expression, Pattern::compile)
                    .matcher(new BoundedText(name, work))
                    .find();
        } catch (BoundedText.LimitException | StackOverflowError e) {
            return false;
        }
    }
}
