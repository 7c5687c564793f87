package io.riskstream.spark;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Row;

/** The dead letters of one stage, code and outcome in one window. */
record DeadLetterWindow(Instant start, Instant end, String stage, String code, String outcome, long events) {
    /** Reads a row of {@link OutputStatistics#deadLetterWindows}. */
    static DeadLetterWindow of(Row row) {
        Row window = row.getAs("window");
        return new DeadLetterWindow(
                window.<Timestamp>getAs("start").toInstant(),
                window.<Timestamp>getAs("end").toInstant(),
                row.getAs("stage"),
                row.getAs("code"),
                row.getAs("outcome"),
                row.<Long>getAs("events"));
    }
}
