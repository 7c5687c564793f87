package io.riskstream.tools.pmml;

import io.riskstream.text.ConfigurationException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Converts a PMML {@code RegressionModel} with one linear predictor: linear regression, and logistic regression of two categories. Each term becomes a rule. */
final class PmmlRegression {
    private static final String ONLY_BINARY =
            "a scorecard has one score; export a regression, or a classification of two categories";

    private final PmmlElement model;
    private final PmmlFields fields;
    private final ImportedScorecard card;

    private PmmlRegression(PmmlElement model, PmmlFields fields) {
        this.model = model;
        this.fields = fields;
        this.card = new ImportedScorecard(model.find("modelName").orElse("regression"));
    }

    static ImportedScorecard convert(PmmlElement model, PmmlFields fields) {
        return new PmmlRegression(model, fields).convert();
    }

    private ImportedScorecard convert() {
        List<PmmlElement> tables = model.all("RegressionTable");
        if (tables.isEmpty()) {
            throw model.problem("the <RegressionModel> has no <RegressionTable>");
        }
        String normalization = model.find("normalizationMethod").orElse("none");
        boolean classification = model.find("functionName").orElse("regression").equals("classification");
        if (classification) {
            convertClassification(tables, normalization);
        } else {
            convertRegression(tables, normalization);
        }
        card.note("A term without a value adds no points; in PMML the event then gets no score.");
        return card;
    }

    private void convertRegression(List<PmmlElement> tables, String normalization) {
        if (tables.size() > 1) {
            throw tables.get(1).unsupported("a second <RegressionTable> of a regression", ONLY_BINARY);
        }
        if (normalization.equals("logit") || normalization.equals("softmax")) {
            card.makeLogistic();
        } else if (!normalization.equals("none")) {
            throw unsupported(normalization);
        }
        add(tables.get(0));
    }

    private void convertClassification(List<PmmlElement> tables, String normalization) {
        if (tables.size() > 2) {
            throw tables.get(2).unsupported("a classification of more than two categories", ONLY_BINARY);
        }
        if (!normalization.equals("logit") && !normalization.equals("softmax")) {
            throw unsupported(normalization);
        }
        card.makeLogistic();
        add(tables.get(0));
        Optional<PmmlElement> other = tables.stream().skip(1).findFirst();
        if (other.isPresent() && other.get().children().stream().anyMatch(PmmlRegression::isTerm)) {
            throw other.get()
                    .unsupported(
                            "a second <RegressionTable> with terms of its own",
                            "export the model with terms for one category, as logistic regression has them");
        }
        if (normalization.equals("softmax")) {
            other.ifPresent(table -> card.addBase(-table.number("intercept", 0)));
        }
        tables.get(0)
                .find("targetCategory")
                .ifPresent(category -> card.note("The score is the probability of the category '" + category + "'."));
    }

    private ConfigurationException unsupported(String normalization) {
        return model.unsupported(
                "the normalization '" + normalization + "'",
                "a scorecard has a sum, or with `link: logistic` a probability; use none or logit");
    }

    private static boolean isTerm(PmmlElement element) {
        return List.of("NumericPredictor", "CategoricalPredictor", "PredictorTerm")
                .contains(element.name());
    }

    private void add(PmmlElement table) {
        table.get("intercept");
        card.addBase(table.number("intercept", 0));
        List<PmmlElement> terms =
                table.children().stream().filter(PmmlRegression::isTerm).toList();
        if (terms.isEmpty()) {
            throw table.problem("the <RegressionTable> has no terms, so every event would have the same score");
        }
        for (PmmlElement term : terms) {
            term.get("coefficient");
            double coefficient = term.number("coefficient", 0);
            switch (term.name()) {
                case "NumericPredictor" -> addNumeric(term, coefficient);
                case "CategoricalPredictor" -> addCategorical(term, coefficient);
                default -> addInteraction(term, coefficient);
            }
        }
    }

    private void addNumeric(PmmlElement term, double coefficient) {
        String field = term.get("name");
        String value = fields.value(term, field);
        double exponent = term.number("exponent", 1);
        String factor = exponent == 1 ? value : "pow(" + value + ", " + PmmlFields.number(exponent) + ")";
        addRule(
                term,
                field,
                coefficient,
                List.of(field),
                factor,
                field + (exponent == 1 ? "" : " to the power of " + exponent));
    }

    private void addCategorical(PmmlElement term, double coefficient) {
        String field = term.get("name");
        String value = term.get("value");
        String equal = fields.value(term, field) + " == " + fields.literal(term, field, value);
        String when = fields.guard(field).map(guard -> guard + " && " + equal).orElse(equal);
        card.add(
                field + "-" + value.toLowerCase(Locale.ROOT),
                when,
                PmmlFields.number(coefficient),
                field + " is " + value);
    }

    private void addInteraction(PmmlElement term, double coefficient) {
        List<String> factors =
                term.all("FieldRef").stream().map(ref -> ref.get("field")).toList();
        if (factors.isEmpty()) {
            throw term.problem("<PredictorTerm> names no field");
        }
        for (PmmlElement ref : term.all("FieldRef")) {
            if (ref.find("mapMissingTo").isPresent()) {
                throw ref.unsupported(
                        "a <FieldRef> with mapMissingTo", "use missingValueReplacement in the <MiningSchema>");
            }
        }
        addRule(
                term,
                term.find("name").orElse(String.join("-", factors)),
                coefficient,
                factors,
                factors.stream().map(field -> fields.value(term, field)).collect(Collectors.joining(" * ")),
                String.join(" times ", factors));
    }

    /** Adds a rule whose points are a coefficient times an expression. */
    private void addRule(
            PmmlElement term, String id, double coefficient, List<String> read, String factor, String reason) {
        List<String> guards = read.stream()
                .distinct()
                .flatMap(field -> fields.guard(field).stream())
                .toList();
        if (guards.isEmpty()) {
            throw term.unsupported(
                    "a term whose missing values are all replaced",
                    "remove missingValueReplacement of '" + read.get(0)
                            + "', and give the field a default where it is looked up or derived");
        }
        String points = PmmlFields.number(coefficient) + " * " + factor;
        card.add(id, String.join(" && ", guards), "'" + points.replace("'", "''") + "'", reason);
    }
}
