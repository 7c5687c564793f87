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

/**
 * Checks a Flux file before it is submitted: reads it as Flux does, builds its declarations with Flux's own code, and checks both. Works on any Flux
 * file; the checks of stages and events apply to files that contain stages. Opens no connection.
 */
public final class Checker {
    private final ClassPathIndex classes = new ClassPathIndex(Checker.class.getClassLoader());
    private final List<Check> checks = List.of(
            new PropertyCheck(),
            new IdCheck(),
            new ReferenceCheck(),
            new ConstructionCheck(classes),
            new TopologySourceCheck(classes),
            new StreamCheck(),
            new FlowCheck(),
            new FieldCheck(),
            new TimelineCheck(),
            new DeliveryCheck(),
            new SinkCheck(),
            new TopicCheck(),
            new KeyCheck(),
            new ScorecardCheck(),
            new StoreKeyCheck(),
            new AvroCheck(),
            new ConfigurationCheck(classes),
            new SecretCheck(),
            new IncludeCheck(),
            new CompanionFileCheck());

    /**
     * Checks a file.
     *
     * @param filter the properties file of Flux's {@code --filter}
     * @param environment true if Flux runs with {@code --env-filter}
     * @param partitions the numbers of partitions of topics, as far as they are known
     * @throws IllegalArgumentException if the Flux file or the filter file cannot be read
     */
    public CheckReport check(Path flux, Optional<Path> filter, boolean environment, Map<String, Integer> partitions) {
        Optional<FilterFileText> text = filter.map(FilterFileText::read);
        Substitution substitution = new Substitution(text.map(FilterFileText::properties), environment);
        return check(FluxModel.read(flux, substitution), substitution, text, partitions);
    }

    /** Checks a file without known numbers of partitions. */
    public CheckReport check(Path flux, Optional<Path> filter, boolean environment) {
        return check(flux, filter, environment, Map.of());
    }

    /** Checks the text of a Flux file. */
    CheckReport check(String file, String text, Properties properties) {
        Substitution substitution = Substitution.by(properties);
        return check(FluxModel.of(file, text, substitution), substitution, Optional.empty(), Map.of());
    }

    private CheckReport check(
            FluxModel model,
            Substitution substitution,
            Optional<FilterFileText> filter,
            Map<String, Integer> partitions) {
        CheckedTopology topology = new CheckedTopology(model, FluxBuild.of(model), substitution, filter, partitions);
        List<Finding> findings = new ArrayList<>(model.findings());
        for (Check check : checks) {
            check.check(topology, findings::add);
        }
        if (findings.stream().noneMatch(Finding::isError) && topology.build().isComplete()) {
            SubmissionCheck.check(topology, findings::add);
        }
        return new CheckReport(model.file(), sorted(findings), lines(model));
    }

    /** Sorts by file and position, and removes duplicates. Removes the problem of a class with a secret that has a finding of its own. */
    private static List<Finding> sorted(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> !finding.code().equals("value.refused")
                        || findings.stream()
                                .noneMatch(other -> SecretCheck.CODES.contains(other.code())
                                        && other.position()
                                                .file()
                                                .equals(finding.position().file())
                                        && other.position().line()
                                                == finding.position().line()))
                .distinct()
                .sorted(Comparator.comparing(Finding::position).thenComparing(Finding::code))
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
