package io.riskstream.storm.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A metric family: the metrics of one name, type and meaning, which differ in their labels.
 *
 * @param name the name without the suffix {@code _total}
 * @param type how the numbers behave
 * @param help a sentence for a person who reads the metric
 * @param unit the factor from the recorded unit to the unit of the name: 1e-9 for nanoseconds that are published as seconds
 */
record MetricFamily(String name, MetricType type, String help, double unit) {
    private static final String COUNT = "_count";
    private static final String MILLIS = "_ms";
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");

    /** Returns the family of a metric that no form recognizes, with a name made from the registered one. */
    static MetricFamily ofOneMetric(String prefix, String registered, MetricType type) {
        String help = "Registered as " + NOT_PRINTABLE.matcher(registered).replaceAll("?") + ".";
        String name = inAlphabet(registered);
        if (name.endsWith(COUNT)) { // the suffix belongs to histograms
            name = name.substring(0, name.length() - COUNT.length());
        }
        boolean millis = name.endsWith(MILLIS);
        return new MetricFamily(
                prefix + (millis ? name.substring(0, name.length() - MILLIS.length()) + "_seconds" : name),
                type,
                help,
                millis ? 1e-3 : 1);
    }

    /** Returns a name in the alphabet of Prometheus: letters, digits and single underscores. */
    private static String inAlphabet(String name) {
        StringBuilder clean = new StringBuilder();
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                clean.append(c);
            } else if (clean.length() > 0 && clean.charAt(clean.length() - 1) != '_') {
                clean.append('_');
            }
        }
        if (clean.length() > 0 && clean.charAt(clean.length() - 1) == '_') {
            clean.setLength(clean.length() - 1);
        }
        return clean.toString();
    }

    /** A label and its value. */
    record Label(String name, String value) {}

    /** A family and the labels of one metric of it. */
    record Match(MetricFamily family, List<Label> labels) {}

    /**
     * Recognizes registered names of one form. A form is a list of segments that are separated by dots: {@code {label}} matches one segment, or all
     * that remain if it is the last, and makes it the value of a label; {@code {a|b:label}} matches the listed words; any other segment matches
     * itself.
     */
    static final class Form {
        private final MetricFamily family;
        private final String[] segments;

        Form(String form, MetricFamily family) {
            this.segments = form.split("\\.");
            this.family = family;
        }

        /** Returns the family and the labels of a registered name; empty if it has another form. */
        Optional<Match> match(String name) {
            String[] parts = name.split("\\.", segments.length);
            if (parts.length != segments.length) {
                return Optional.empty();
            }
            List<Label> labels = new ArrayList<>();
            for (int i = 0; i < parts.length; i++) {
                if (!matches(segments[i], parts[i], labels)) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Match(family, labels));
        }

        private static boolean matches(String segment, String part, List<Label> labels) {
            if (segment.charAt(0) != '{') {
                return segment.equals(part);
            }
            String hole = segment.substring(1, segment.length() - 1);
            int colon = hole.indexOf(':');
            if (colon >= 0 && !List.of(hole.substring(0, colon).split("\\|")).contains(part)) {
                return false;
            }
            labels.add(new Label(hole.substring(colon + 1), part));
            return !part.isEmpty();
        }
    }
}
