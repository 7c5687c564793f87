package io.riskstream.api.output;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * The position of an output among others: by time, then by origin, then by pipeline. It is the same in every store and in every process, so a cursor of one process
 * is valid in another.
 *
 * @param micros the time in microseconds since 1970
 * @param origin the input record
 * @param pipeline the name of the pipeline
 */
public record OutputOrder(long micros, String origin, String pipeline) implements Comparable<OutputOrder> {
    /** The oldest output first. */
    private static final Comparator<OutputOrder> ORDER = Comparator.comparingLong(OutputOrder::micros)
            .thenComparing(OutputOrder::origin)
            .thenComparing(OutputOrder::pipeline);

    /** Returns the position of an output with a time. */
    public static OutputOrder of(Instant time, String origin, String pipeline) {
        return new OutputOrder(ChronoUnit.MICROS.between(Instant.EPOCH, time), origin, pipeline);
    }

    @Override
    public int compareTo(OutputOrder other) {
        return ORDER.compare(this, other);
    }
}
