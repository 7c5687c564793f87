package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.check.Mutations.Mutation;
import io.riskstream.tools.check.StockFlux.Reaction;
import io.riskstream.tools.check.StockFlux.Verdict;
import io.riskstream.tools.flux.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A thousand mistakes made up from a seed, and what Flux makes of each, held against what is found in it. */
class MutationTest {
    private static final int MUTATIONS = 1_000;
    private static final long SEED = 20_261_125;
    /** What is written twice changes nothing, and is told all the same; so is a placeholder in a comment. */
    private static final Set<String> HARMLESS =
            Set.of("yaml.duplicate", "id.duplicate", "stream.twice", "property.comment", "ref.key");

    @Test
    void whatFluxRefusesOrLosesIsFoundWhereItIsAndWhatChangesNothingIsNot() {
        Properties local = ShippedPipelines.local();
        Map<String, String> texts = ShippedPipelines.texts();
        Map<String, String> meanings = new HashMap<>();
        texts.forEach((file, text) ->
                meanings.put(file, StockFlux.react(text, local).meaning().orElseThrow()));
        Checker checker = new Checker();
        List<Trial> trials = Mutations.of(texts, SEED, MUTATIONS).parallelStream()
                .map(mutation -> new Trial(
                        mutation,
                        StockFlux.react(mutation.text(), local),
                        checker.check(mutation.file(), mutation.text(), local)))
                .toList();
        Map<Verdict, Long> verdicts = trials.stream()
                .collect(Collectors.groupingBy(
                        trial -> trial.reaction().verdict(), TreeMap::new, Collectors.counting()));
        long unchanged =
                trials.stream().filter(trial -> trial.unchanged(meanings)).count();
        String counts = verdicts + ", unchanged " + unchanged;
        assertTrue(verdicts.get(Verdict.FLUX_REFUSES) > 300 && unchanged > 50, counts);
        List<String> wrong =
                trials.stream().flatMap(trial -> trial.wrong(meanings).stream()).toList();
        assertEquals(List.of(), wrong, wrong.size() + " of " + counts + "\n" + String.join("\n", wrong));
    }

    /** One mutation, what Flux does with it, and what is found in it. */
    private record Trial(Mutation mutation, Reaction reaction, CheckReport report) {
        boolean unchanged(Map<String, String> meanings) {
            return reaction.meaning().equals(Optional.of(meanings.get(mutation.file())))
                    && report.findings().stream().noneMatch(finding -> HARMLESS.contains(finding.code()));
        }

        Optional<String> wrong(Map<String, String> meanings) {
            List<Finding> errors =
                    report.findings().stream().filter(Finding::isError).toList();
            if (unchanged(meanings)) {
                return report.findings().isEmpty()
                        ? Optional.empty()
                        : Optional.of("false: " + mutation.told() + "\n    " + report.findings());
            } else if (reaction.verdict() == Verdict.ACCEPTS || errors.stream().anyMatch(mutation::isPlaceOf)) {
                return Optional.empty();
            }
            String told = mutation.told() + "\n    " + reaction.said() + "\n    " + errors;
            return Optional.of((errors.isEmpty() ? "missed: " : "elsewhere: ") + told);
        }
    }
}
