package io.riskstream.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/**
 * Counts how often each text occurs, for a column with few different texts. Its state in a checkpoint has the same form whatever the texts are, so a scorecard may
 * get another decision, and a reference other bins, without a new checkpoint.
 */
public final class TextCounts extends Aggregator<String, TextCounts.Counts, TextCounts.Counts> {
    private static final long serialVersionUID = 1;

    /** The numbers by text, in the form that Spark encodes. */
    public static final class Counts {
        private Map<String, Long> numbers = new HashMap<>();

        public Map<String, Long> getNumbers() {
            return numbers;
        }

        public void setNumbers(Map<String, Long> numbers) {
            this.numbers = new HashMap<>(numbers); // the one that Spark passes may be read-only
        }
    }

    @Override
    public Counts zero() {
        return new Counts();
    }

    /** Counts a text; null is not counted. */
    @Override
    public Counts reduce(Counts counts, String text) {
        if (text != null) {
            counts.numbers.merge(text, 1L, Long::sum);
        }
        return counts;
    }

    @Override
    public Counts merge(Counts counts, Counts others) {
        others.numbers.forEach((text, number) -> counts.numbers.merge(text, number, Long::sum));
        return counts;
    }

    @Override
    public Counts finish(Counts counts) {
        return counts;
    }

    @Override
    public Encoder<Counts> bufferEncoder() {
        return Encoders.bean(Counts.class);
    }

    @Override
    public Encoder<Counts> outputEncoder() {
        return Encoders.bean(Counts.class);
    }
}
