package io.riskstream.tools.pmml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model that becomes a scorecard: base points, rules, and notes on what differs. */
final class ImportedScorecard {
    private static final int MAX_ID = 90;

    private record ImportedRule(String id, String when, String points, String reason) {}

    private final String name;
    private final List<ImportedRule> rules = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private double base;
    private boolean logistic;

    ImportedScorecard(String name) {
        this.name = identifier(name);
    }

    void addBase(double points) {
        base += points;
    }

    void makeLogistic() {
        logistic = true;
    }

    void note(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " "); // a note is a comment in the file
        if (!notes.contains(line)) {
            notes.add(line);
        }
    }

    /** Adds a rule. Returns its id, which begins with {@code name} as far as an id may. */
    String add(String name, String when, String points, String reason) {
        String id = identifier(name);
        String unique = id;
        for (int number = 2; !ids.add(unique); number++) {
            unique = id + "-" + number;
        }
        rules.add(new ImportedRule(unique, when, points, reason));
        return unique;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    private static String identifier(String text) {
        String id = text.strip().replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^[-_]+|-+$", "");
        String present = id.isEmpty() ? "model" : id;
        return present.substring(0, Math.min(MAX_ID, present.length()));
    }

    /**
     * Returns the scorecard as YAML.
     *
     * @param source the name of the PMML file
     * @param bands the decisions, highest first, each with the lowest score of its band; the last has none
     */
    String toYaml(String source, Map<String, Optional<Double>> bands) {
        StringBuilder yaml = new StringBuilder("# Imported from ")
                .append(source.replaceAll("\\p{Cntrl}+", " "))
                .append(" (PMML).\n");
        notes.forEach(note -> yaml.append("# ").append(note).append('\n'));
        yaml.append("scorecard: ").append(quoted(name)).append("\nversion: \"1\"\n");
        if (base != 0) {
            yaml.append("base: ").append(PmmlFields.number(base)).append('\n');
        }
        if (logistic) {
            yaml.append("link: logistic\n");
        }
        yaml.append("\nrules:\n");
        for (ImportedRule rule : rules) {
            yaml.append("  - id: ").append(quoted(rule.id()));
            yaml.append("\n    when: ").append(quoted(rule.when()));
            yaml.append("\n    points: ").append(rule.points());
            yaml.append("\n    reason: ").append(quoted(rule.reason())).append('\n');
        }
        yaml.append("\nbands:\n");
        bands.forEach((decision, from) -> {
            yaml.append("  - decision: ").append(quoted(decision)).append('\n');
            from.ifPresent(score ->
                    yaml.append("    from: ").append(PmmlFields.number(score)).append('\n'));
        });
        return yaml.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replaceAll("\\s*\n\\s*", " ") + "'";
    }
}
