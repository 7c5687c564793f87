package io.riskstream.tools.check;

import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.FluxText;
import io.riskstream.tools.flux.Substitution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Checks a Flux file as it would be submitted: reads it as Flux does, builds what it declares by Flux's own code, and looks at both. Works on any
 * Flux file; what it knows of stages and events it uses where there are some. Connects to nothing.
 */
public final class Checker {
    private static final Set<String> SECRET_CODES = Set.of("secret.literal", "include.secret");

    private final List<Check> checks = List.of(
            new PropertyCheck(),
            new IdCheck(),
            new ReferenceCheck(),
            new ConstructionCheck(),
            new StreamCheck(),
            new FlowCheck(),
            new FieldCheck(),
            new DeliveryCheck(),
            new TopicCheck(),
            new ConfigurationCheck(),
            new SecretCheck(),
            new IncludeCheck(),
            new CompanionFileCheck());

    /**
     * Checks a file.
     *
     * @param filter the properties file, as Flux takes it by {@code --filter}
     * @param environment whether Flux is run with {@code --env-filter}
     * @param partitions how many partitions topics have, as far as that is known
     * @throws IllegalArgumentException if the Flux file or the filter file cannot be read at all
     */
    public CheckReport check(Path flux, Optional<Path> filter, boolean environment, Map<String, Integer> partitions) {
        Optional<FilterFileText> text = filter.map(FilterFileText::read);
        Substitution substitution = new Substitution(text.map(FilterFileText::properties), environment);
        return check(FluxModel.read(flux, substitution), substitution, text, partitions);
    }

    /** The same, with nothing known of the topics. */
    public CheckReport check(Path flux, Optional<Path> filter, boolean environment) {
        return check(flux, filter, environment, Map.of());
    }

    /** Checks a text at hand with properties at hand. */
    CheckReport check(String file, String text, Properties properties) {
        Substitution substitution = Substitution.by(properties);
        return check(FluxModel.of(file, text, substitution), substitution, Optional.empty(), Map.of());
    }

    private CheckReport check(
            FluxModel model,
            Substitution substitution,
            Optional<FilterFileText> filter,
            Map<String, Integer> partitions) {
        CheckedTopology subject = new CheckedTopology(model, FluxBuild.of(model), substitution, filter, partitions);
        List<Finding> findings = new ArrayList<>(model.findings());
        for (Check check : checks) {
            check.look(subject, findings::add);
        }
        if (findings.stream().noneMatch(Finding::isError) && subject.assembly().isComplete()) {
            SubmissionCheck.look(subject, findings::add);
        }
        return new CheckReport(model.file(), told(findings), lines(model));
    }

    /** From the top of each file down, each once; where a secret is told, what its own class says of it is left out. */
    private static List<Finding> told(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> !finding.code().equals("value.refused")
                        || findings.stream()
                                .noneMatch(other -> SECRET_CODES.contains(other.code())
                                        && other.place()
                                                .file()
                                                .equals(finding.place().file())
                                        && other.place().line()
                                                == finding.place().line()))
                .distinct()
                .sorted(Comparator.comparing(Finding::place).thenComparing(Finding::code))
                .toList();
    }

    private static Map<String, List<String>> lines(FluxModel model) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (FluxText text : model.texts()) {
            List<String> all = new ArrayList<>();
            for (int line = 1; line <= text.size(); line++) {
                all.add(text.line(line));
            }
            lines.put(text.file(), all);
        }
        return lines;
    }
}
