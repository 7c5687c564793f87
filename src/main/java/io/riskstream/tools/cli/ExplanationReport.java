package io.riskstream.tools.cli;

import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Verdict;
import io.riskstream.score.Explanation;
import io.riskstream.score.Explanation.RuleExplanation;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the explanation of a score as text: the rules that fired, did not fire, or could not be evaluated, each with its inputs. */
final class ExplanationReport {
    private static final int MAX_VALUE_LENGTH = 60;

    private final PrintWriter out;

    ExplanationReport(PrintWriter out) {
        this.out = out;
    }

    void write(Event event, Explanation explanation) {
        Verdict verdict = explanation.verdict();
        out.printf("event      %s%n", event.id());
        writeVerdict(explanation);
        if (!verdict.degradations().isEmpty()) {
            out.printf("degraded   %s%n", shown(verdict.degradations()));
        }
        writeRules(explanation);
        explanation.shadow().ifPresent(shadow -> {
            out.printf("%nshadow scorecard, without effect on the decision%n");
            writeVerdict(shadow);
            writeRules(shadow);
        });
    }

    private void writeVerdict(Explanation explanation) {
        Verdict verdict = explanation.verdict();
        out.printf(
                "scorecard  %s, version %s (%s)%n",
                verdict.scorecard(), verdict.version(), verdict.hash().substring(0, 12));
        out.printf("score      %s%s%n", number(verdict.score()), explanation.logistic() ? ", a probability" : "");
        out.printf("decision   %s%n", verdict.decision());
    }

    /** Returns the look-ups with their causes, as in {@code county (absent), market (late)}. */
    static String shown(List<Degradation> degradations) {
        return degradations.stream().map(Degradation::toString).collect(Collectors.joining(", "));
    }

    private void writeRules(Explanation explanation) {
        if (explanation.base() != 0) {
            out.printf("%n%8s  every event%n", signed(explanation.base()));
        }
        write("fired, most points first", "", fired(explanation));
        write("not fired", "-", of(explanation, Explanation.Result.NOT_FIRED));
        write("not evaluated because of an error, no points", "?", of(explanation, Explanation.Result.ERROR));
    }

    private static List<RuleExplanation> fired(Explanation explanation) {
        return explanation.verdict().reasons().stream()
                .map(reason -> explanation.rules().stream()
                        .filter(rule -> rule.id().equals(reason.code()))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static List<RuleExplanation> of(Explanation explanation, Explanation.Result result) {
        return explanation.rules().stream()
                .filter(rule -> rule.result() == result)
                .toList();
    }

    private void write(String title, String mark, List<RuleExplanation> rules) {
        if (rules.isEmpty()) {
            return;
        }
        out.printf("%n%s%n", title);
        for (RuleExplanation rule : rules) {
            String group = rule.group().isEmpty() ? "" : " [" + rule.group() + "]";
            out.printf(
                    "%8s  %s%s: %s%n", mark.isEmpty() ? signed(rule.added()) : mark, rule.id(), group, rule.reason());
            out.printf("          when %s%n", oneLine(rule.when()));
            if (mark.isEmpty() && !isNumber(rule.points())) {
                out.printf("          points %s%n", oneLine(rule.points()));
            }
            out.printf("          with %s%n", inputs(rule.inputs()));
        }
    }

    /** Returns an expression on one line, or on several if it contains a comment, which ends with its line. */
    private static String oneLine(String expression) {
        return expression.strip().replaceAll("\\s*\n\\s*", expression.contains("//") ? "\n               " : " ");
    }

    private static boolean isNumber(String points) {
        return points.matches("-?[0-9.]+(E-?[0-9]+)?");
    }

    private static String inputs(Map<String, Optional<Object>> inputs) {
        return inputs.entrySet().stream()
                .map(input -> input.getKey()
                        + input.getValue().map(value -> " = " + shown(value)).orElse(" missing"))
                .collect(Collectors.joining(", "));
    }

    private static String shown(Object value) {
        if (value == NullValue.NULL) {
            return "null";
        } else if (value instanceof Double number) {
            return Double.toString(number);
        } else if (value instanceof String text) {
            return '"' + (text.length() > MAX_VALUE_LENGTH ? text.substring(0, MAX_VALUE_LENGTH) + "..." : text) + '"';
        }
        if (value instanceof List<?> list && list.stream().anyMatch(Item.class::isInstance)) {
            return list.size() == 1 ? "1 item" : list.size() + " items";
        }
        String text = value.toString();
        return text.length() > MAX_VALUE_LENGTH ? text.substring(0, MAX_VALUE_LENGTH) + "..." : text;
    }

    private static String signed(double points) {
        return (points > 0 ? "+" : "") + number(points);
    }

    static String number(double value) {
        return new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
    }
}
