package io.riskstream.tools.pmml;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Converts a PMML {@code Scorecard}. Each attribute becomes a rule. Of the attributes of one characteristic only the first whose predicate is true applies, so each
 * rule also requires that none before it has fired.
 */
final class PmmlScorecard {
    private final PmmlElement model;
    private final PmmlPredicate predicates;
    private final ImportedScorecard card;

    private PmmlScorecard(PmmlElement model, PmmlFields fields, String name) {
        this.model = model;
        this.predicates = new PmmlPredicate(fields);
        this.card = new ImportedScorecard(name);
    }

    static ImportedScorecard convert(PmmlElement model, PmmlFields fields) {
        return new PmmlScorecard(model, fields, model.find("modelName").orElse("scorecard")).convert();
    }

    private ImportedScorecard convert() {
        card.addBase(model.number("initialScore", 0));
        if (model.find("useReasonCodes").orElse("true").equals("true")
                && model.find("reasonCodeAlgorithm").isPresent()) {
            card.note(
                    "Reasons are ordered by their points; PMML orders them by the difference to the baseline score of the characteristic.");
        }
        List<PmmlElement> characteristics = model.required("Characteristics").all("Characteristic");
        if (characteristics.isEmpty()) {
            throw model.problem("the <Scorecard> has no <Characteristic>");
        }
        int number = 0;
        for (PmmlElement characteristic : characteristics) {
            number++;
            convert(characteristic, characteristic.find("name").orElse("characteristic-" + number));
        }
        return card;
    }

    private void convert(PmmlElement characteristic, String name) {
        List<String> before = new ArrayList<>();
        boolean total = false;
        for (PmmlElement attribute : characteristic.all("Attribute")) {
            attribute.first("ComplexPartialScore").ifPresent(complex -> {
                throw complex.unsupported(
                        "<ComplexPartialScore>",
                        "write the expression as 'points' of a rule by hand, and set partialScore here");
            });
            String points = PmmlFields.number(points(attribute));
            String condition = predicates.condition(predicates.in(attribute));
            if (condition.equals(PmmlPredicate.FALSE)) {
                continue;
            }
            total = condition.equals(PmmlPredicate.TRUE);
            if (total && before.isEmpty()) {
                card.addBase(points(attribute)); // it applies to every event
                break;
            }
            String notBefore =
                    before.stream().map(id -> "!fired(\"" + id + "\")").collect(Collectors.joining(" && "));
            String when = before.isEmpty() ? condition : total ? notBefore : "(" + condition + ") && " + notBefore;
            String code = attribute
                    .find("reasonCode")
                    .or(() -> characteristic.find("reasonCode"))
                    .orElse(name);
            before.add(card.add(name, when, points, code.equals(name) ? name : name + " (" + code + ")"));
            if (total) {
                break;
            }
        }
        if (!total) {
            card.note(
                    "An event to which no attribute of a characteristic applies gets no points for it; in PMML it gets no score.");
        }
    }

    private static double points(PmmlElement attribute) {
        attribute.get("partialScore");
        return attribute.number("partialScore", 0);
    }
}
