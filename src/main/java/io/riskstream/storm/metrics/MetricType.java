package io.riskstream.storm.metrics;

/** How the numbers of a family behave. */
enum MetricType {
    COUNTER("counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram"),
    SUMMARY("summary");

    private final String word;

    MetricType(String word) {
        this.word = word;
    }

    /** Returns the type as the text formats write it. */
    String word() {
        return word;
    }
}
