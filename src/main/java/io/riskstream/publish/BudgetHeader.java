package io.riskstream.publish;

import io.riskstream.event.Header;
import io.riskstream.event.Timeline;
import java.util.Map;

/** Writes the header {@link OutputHeaders#BUDGET}. */
final class BudgetHeader {
    /** Steps of less than this are left out. */
    private static final long MIN_NANOS = 50_000;

    private BudgetHeader() {}

    static Header of(Timeline timeline) {
        JsonOutput json = new JsonOutput().beginObject();
        json.name("total").value(millis(timeline.totalNanos()));
        timeline.durations().entrySet().stream()
                .filter(step -> step.getValue() >= MIN_NANOS)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(step -> json.name(step.getKey()).value(millis(step.getValue())));
        return new Header(OutputHeaders.BUDGET, json.endObject().utf8());
    }

    /** Returns milliseconds with one decimal. */
    private static double millis(long nanos) {
        return Math.round(nanos / 100_000.0) / 10.0;
    }
}
