package io.riskstream.tools.pmml;

import io.riskstream.event.EventType;
import io.riskstream.score.Scorecard;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts the first model of a PMML file to a scorecard, and compiles it. */
public final class PmmlImport {
    /** The maximum size of a file. */
    public static final int MAX_BYTES = 16_000_000;

    private static final List<String> NO_MODELS =
            List.of("Header", "DataDictionary", "TransformationDictionary", "MiningBuildTask", "Extension");

    private final String file;
    private final PmmlFields fields;
    private final ImportedScorecard card;

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     * @throws ConfigurationException with the position, if it is no PMML, or has a part that cannot be imported
     */
    public PmmlImport(String file, byte[] bytes) {
        this.file = file;
        PmmlElement pmml = PmmlReader.read(file, bytes);
        PmmlElement model = pmml.children().stream()
                .filter(element -> !NO_MODELS.contains(element.name()))
                .findFirst()
                .orElseThrow(() -> pmml.problem("the file has no model"));
        requireNoTargets(model);
        switch (model.name()) {
            case "Scorecard" -> {
                fields = new PmmlFields(pmml, model);
                card = PmmlScorecard.convert(model, fields);
            }
            case "RegressionModel" -> {
                fields = new PmmlFields(pmml, model);
                card = PmmlRegression.convert(model, fields);
            }
            default ->
                throw model.unsupported(
                        "a <" + model.name() + ">", "models of the kind Scorecard and RegressionModel can");
        }
        fields.notes().forEach(card::note);
    }

    /** The result of a model may be changed after its computation. */
    private static void requireNoTargets(PmmlElement model) {
        for (PmmlElement targets : model.all("Targets")) {
            for (PmmlElement target : targets.all("Target")) {
                boolean changes = target.number("rescaleFactor", 1) != 1
                        || target.number("rescaleConstant", 0) != 0
                        || target.find("min").isPresent()
                        || target.find("max").isPresent()
                        || target.find("castInteger").isPresent();
                if (changes) {
                    throw target.unsupported(
                            "a <Target> that changes the score",
                            "multiply the points and the base instead, and remove rescaleFactor, rescaleConstant, min, max and castInteger");
                }
            }
        }
    }

    /**
     * Returns the scorecard as YAML, after it was compiled.
     *
     * @param type the event type that it is for; empty for one with the fields of the file
     * @param output the name of the file that it is written to, for messages
     * @param bands the decisions, highest first, each with the lowest score of its band; the last has none
     * @throws ConfigurationException if it does not compile, for example because the event type does not have its fields
     */
    public String scorecard(Optional<EventType> type, String output, Map<String, Optional<Double>> bands) {
        String yaml = card.toYaml(file, bands);
        Scorecard compiled =
                Scorecard.of(type.orElseGet(() -> new EventType(List.of(fields))), new SourceFile(output, yaml));
        compiled.open();
        return yaml;
    }

    /** Returns what differs between the model and the scorecard. */
    public List<String> notes() {
        return new ArrayList<>(card.notes());
    }
}
