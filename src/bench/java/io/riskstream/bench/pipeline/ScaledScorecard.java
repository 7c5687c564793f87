package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The workload's scorecard with the number of rules in a {@link Wiring}, on the look-ups that it has. */
final class ScaledScorecard {
    /** A number that is not part of a name such as {@code r1}. */
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d+(\\.\\d+)?");
    /** The number of different bounds; then they repeat. */
    private static final int VARIATIONS = 101;

    private ScaledScorecard() {}

    /** Returns its text. Further rules repeat the original ones, with bounds up to 5 % higher or lower. */
    static String of(String shipped, Wiring wiring) {
        Map<String, Object> scorecard = new Yaml(new SafeConstructor(new LoaderOptions())).load(shipped);
        List<?> rules = (List<?>) scorecard.get("rules");
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < wiring.rules(); i++) {
            Map<String, Object> rule = new LinkedHashMap<>();
            ((Map<?, ?>) rules.get(i % rules.size())).forEach((key, value) -> rule.put((String) key, value));
            int round = i / rules.size();
            if (round > 0) {
                String when = varied((String) rule.get("when"), round);
                rule.put("id", rule.get("id") + "-" + round);
                // evaluated completely if the original rule matches, and then false
                rule.put("when", wiring.rarelyTrue() ? "(" + when + ") && amount < -1.0" : when);
            }
            rule.put("when", overLookups((String) rule.get("when"), wiring.lookups()));
            all.add(rule);
        }
        scorecard.put("rules", all);
        return new Yaml().dump(scorecard);
    }

    private static String varied(String condition, int round) {
        double factor = 1 + (round * 37 % VARIATIONS - VARIATIONS / 2) / 1_000.0;
        return NUMBER.matcher(condition)
                .replaceAll(number -> number.group(1) == null
                        ? Long.toString(Math.round(Long.parseLong(number.group()) * factor))
                        : String.format(Locale.ROOT, "%.4f", Double.parseDouble(number.group()) * factor));
    }

    /** Returns the condition, with the first look-up in place of missing ones. */
    private static String overLookups(String condition, int count) {
        List<String> names = List.copyOf(Workload.LOOKUPS.keySet());
        String text = condition;
        for (String missing : names.subList(Math.min(count, names.size()), names.size())) {
            text = text.replaceAll("\\b" + missing + "\\.", Matcher.quoteReplacement(names.get(0) + "."));
        }
        return text;
    }
}
