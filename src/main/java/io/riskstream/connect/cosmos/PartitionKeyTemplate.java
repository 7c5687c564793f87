package io.riskstream.connect.cosmos;

import io.riskstream.event.Conversion;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.event.ParsedTemplate.Placeholder;
import io.riskstream.publish.StoredOutput;
import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The template of the partition key: a text with placeholders for the key of the message and the input record. */
final class PartitionKeyTemplate {
    /** The end of the year 9999. A sender can choose any Kafka timestamp, and a date needs four digits for its year. */
    private static final long MAX_TIMESTAMP = 253_402_300_799_999L;

    private static final String KEY = "key";
    private static final Set<String> NAMES = new TreeSet<>(Set.of(KEY, "topic", "partition", "day", "month"));

    private final ParsedTemplate template;

    private PartitionKeyTemplate(ParsedTemplate template) {
        this.template = template;
    }

    /**
     * Reads option {@code partitionKey}.
     *
     * @param byKeyAlone true if two outputs with the same key must have the same partition key
     * @throws io.riskstream.text.ConfigurationException if a placeholder is unknown or not allowed
     */
    static PartitionKeyTemplate of(Options options, boolean byKeyAlone) {
        String option = "partitionKey";
        ParsedTemplate template = options.checked(option, () -> ParsedTemplate.of(options.text(option)));
        for (Placeholder placeholder : template.placeholders()) {
            String name = placeholder.name();
            if (!NAMES.contains(name)) {
                throw options.problem(
                        option,
                        name,
                        "no value '" + name + "' for a partition key; there are " + String.join(", ", NAMES),
                        Nearest.hint(name, NAMES));
            }
            if (placeholder.conversion() != Conversion.NONE) {
                throw options.problem(
                        option, name, "a partition key has no conversions; remove '|' after '" + name + "'");
            }
            if (byKeyAlone && !name.equals(KEY)) {
                throw options.problem(
                        option,
                        name,
                        "with keep: LATEST, the partition key must not depend on '" + name
                                + "', because two documents with one key would be in two partitions; use '{key}'");
            }
        }
        return new PartitionKeyTemplate(template);
    }

    /**
     * Returns the partition key of an output.
     *
     * @param key the key of the output as a text
     */
    String fill(StoredOutput output, String key) {
        StringBuilder filled = new StringBuilder();
        List<Placeholder> placeholders = template.placeholders();
        for (int i = 0; i < placeholders.size(); i++) {
            filled.append(template.literals().get(i))
                    .append(value(placeholders.get(i).name(), output, key));
        }
        return filled.append(template.literals().get(placeholders.size())).toString();
    }

    private static String value(String name, StoredOutput output, String key) {
        return switch (name) {
            case KEY -> key;
            case "topic" -> output.position().topic();
            case "partition" -> Integer.toString(output.position().partition());
            case "day" -> date(output).substring(0, 10);
            case "month" -> date(output).substring(0, 7);
            default -> throw new IllegalStateException("unknown placeholder " + name);
        };
    }

    private static String date(StoredOutput output) {
        return Instant.ofEpochMilli(Math.min(output.timestamp(), MAX_TIMESTAMP)).toString();
    }

    @Override
    public String toString() {
        return template.text();
    }
}
