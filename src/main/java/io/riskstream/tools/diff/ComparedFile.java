package io.riskstream.tools.diff;

import io.riskstream.score.Scorecard;
import io.riskstream.text.SourceFile;
import io.riskstream.text.SourceRoot;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A Flux file to compare, built from the files that it names.
 *
 * @param name the name of the file in messages
 * @param scorecards the parts of its scorecards, see {@link ScorecardParts}
 */
public record ComparedFile(String name, FluxModel model, FluxBuild build, Map<String, String> scorecards) {
    /**
     * Builds a file.
     *
     * @param root the directory to which the paths in the file are relative
     * @param read reads the Flux file
     */
    public static ComparedFile of(String name, SourceRoot root, Supplier<FluxModel> read) {
        return root.run(() -> {
            FluxModel model = read.get();
            FluxBuild build = FluxBuild.of(model);
            return new ComparedFile(name, model, build, scorecards(model, build));
        });
    }

    private static Map<String, String> scorecards(FluxModel model, FluxBuild build) {
        Map<String, String> parts = new LinkedHashMap<>();
        List<Declaration> cards = model.declarations(Kind.COMPONENT).stream()
                .filter(component -> build.built(component).orElse(null) instanceof Scorecard)
                .toList();
        for (Declaration card : cards) {
            // the ids of two scorecards may be equal
            String prefix = cards.size() == 1 ? "" : card.id() + " ";
            card.arguments().stream().filter(FluxNode::isScalar).forEach(path -> YamlFile.read(
                            SourceFile.read(path.text()),
                            root -> ScorecardParts.of(root, file -> sibling(path.text(), file)))
                    .forEach((key, text) -> parts.put(prefix + key, text)));
        }
        return parts;
    }

    private static SourceFile sibling(String path, String file) {
        return SourceFile.read(Path.of(path).resolveSibling(file).normalize().toString());
    }

    /** Returns why the file cannot be built, one line for each reason; none if it can. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        model.findings().stream()
                .filter(Finding::isError)
                .map(Finding::toString)
                .forEach(problems::add);
        for (FluxBuild.Failure failure : build.failures()) {
            problems.add(failure.declaration().position() + ": "
                    + failure.declaration().description() + ": " + failure.reason());
        }
        if (problems.isEmpty() && !build.isComplete()) {
            problems.add(
                    name + ": a ${...} has no value, or a component is not declared; `check` reports the position");
        }
        return problems;
    }
}
