package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.check.Mutations.Mutation;
import io.riskstream.tools.check.ShippedPipelines.ChangedPipeline;
import io.riskstream.tools.check.StockFlux.Reaction;
import io.riskstream.tools.check.StockFlux.Verdict;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.QuietFlux;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Generates a thousand mutations of the shipped files from a seed, and compares the findings with the reaction of Flux. */
@ExtendWith(QuietFlux.class)
class MutationTest {
    private static final int MUTATIONS = 1_000;
    private static final long SEED = 20_261_125;
    /** Codes of findings that are right although the topology is unchanged, such as a duplicate entry or a placeholder in a comment. */
    private static final Set<String> HARMLESS =
            Set.of("yaml.duplicate", "id.duplicate", "stream.twice", "property.comment", "ref.key");

    @Test
    void findsWhatFluxRejectsOrLosesAndNothingWhereTheMeaningIsUnchanged() {
        Properties local = ShippedPipelines.local();
        Map<String, String> meanings = new HashMap<>();
        ShippedPipelines.texts()
                .forEach((flux, text) -> meanings.put(
                        flux, StockFlux.react(text, local).meaning().orElseThrow()));
        Checker checker = new Checker();
        List<Mutation> mutations = Mutations.of(ShippedPipelines.sources(), SEED, MUTATIONS);
        List<Trial> trials = IntStream.range(0, mutations.size())
                .parallel()
                .mapToObj(number -> trial(mutations.get(number), number, checker, local))
                .toList();
        Map<Verdict, Long> verdicts = trials.stream()
                .collect(Collectors.groupingBy(
                        trial -> trial.reaction().verdict(), TreeMap::new, Collectors.counting()));
        long unchanged =
                trials.stream().filter(trial -> trial.isUnchanged(meanings)).count();
        String counts = verdicts + ", unchanged " + unchanged;
        assertTrue(verdicts.get(Verdict.FLUX_REJECTS) > 300 && unchanged > 50, counts);
        List<String> wrong = trials.stream()
                .flatMap(trial -> trial.mistake(meanings).stream())
                .toList();
        assertEquals(List.of(), wrong, wrong.size() + " of " + counts + "\n" + String.join("\n", wrong));
    }

    private static Trial trial(Mutation mutation, int number, Checker checker, Properties local) {
        ChangedPipeline pipeline = ShippedPipelines.changed(
                ShippedPipelines.fluxOf(mutation.file()), mutation.file(), mutation.text(), "mutation-" + number);
        return new Trial(
                mutation,
                pipeline,
                StockFlux.react(pipeline.text(), local),
                checker.check(pipeline.flux(), pipeline.text(), local));
    }

    /** A mutation, the reaction of Flux to it, and the findings. */
    private record Trial(Mutation mutation, ChangedPipeline pipeline, Reaction reaction, CheckReport report) {
        boolean isUnchanged(Map<String, String> meanings) {
            return reaction.meaning().equals(Optional.of(meanings.get(pipeline.flux())))
                    && report.findings().stream().noneMatch(finding -> HARMLESS.contains(finding.code()));
        }

        /** Returns what is wrong with the findings; empty if they are right. */
        Optional<String> mistake(Map<String, String> meanings) {
            List<Finding> errors =
                    report.findings().stream().filter(Finding::isError).toList();
            if (isUnchanged(meanings)) {
                return report.findings().isEmpty()
                        ? Optional.empty()
                        : Optional.of("false: " + mutation.description() + "\n    " + report.findings());
            } else if (reaction.verdict() == Verdict.ACCEPTS
                    || errors.stream().anyMatch(finding -> mutation.explains(finding, pipeline))) {
                return Optional.empty();
            }
            return Optional.of((errors.isEmpty() ? "missed: " : "elsewhere: ") + mutation.description() + "\n    "
                    + reaction.message() + "\n    " + errors);
        }
    }
}
