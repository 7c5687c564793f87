package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.check.Mistakes.Mistake;
import io.riskstream.tools.check.StockFlux.Reaction;
import io.riskstream.tools.check.StockFlux.Verdict;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.QuietFlux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Generates flux/MISTAKES.md: for each mistake of the corpus the reaction of Flux and the finding of check. */
@ExtendWith(QuietFlux.class)
class StockReactionTest {
    private static final Path PAGE = Path.of("flux/MISTAKES.md");
    private static final String UPDATE = "update.readme";
    private static final int MAX_LENGTH = 110;
    private static final Properties LOCAL = ShippedPipelines.local();

    @Test
    void thePageListsTheReactionOfFluxToEachMistake() throws IOException {
        String page = page();
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(PAGE, page);
            return;
        }
        assertEquals(
                page,
                Files.readString(PAGE),
                PAGE + " is outdated; ./mvnw test -Dtest=StockReactionTest -D" + UPDATE + "=true generates it again");
    }

    private static String page() {
        Checker checker = new Checker();
        StringBuilder rows = new StringBuilder();
        int locatedCount = 0;
        int refused = 0;
        int submission = 0;
        int acceptedCount = 0;
        List<Mistake> mistakes = Mistakes.all();
        for (Mistake mistake : mistakes) {
            Reaction reaction = StockFlux.react(mistake.pipeline().text(), LOCAL);
            boolean located =
                    reaction.line().filter(line -> line == mistake.line()).isPresent();
            locatedCount += located ? 1 : 0;
            refused += reaction.verdict() == Verdict.FLUX_REJECTS ? 1 : 0;
            submission += reaction.verdict() == Verdict.SUBMISSION_REJECTS ? 1 : 0;
            boolean accepted = reaction.verdict() == Verdict.ACCEPTS || reaction.verdict() == Verdict.LOSES_EVENTS;
            acceptedCount += accepted ? 1 : 0;
            Finding finding =
                    checker.check(mistake.pipeline().flux(), mistake.pipeline().text(), LOCAL).findings().stream()
                            .filter(found -> found.code().equals(mistake.code())
                                    && found.position().file().equals(mistake.file())
                                    && found.position().line() == mistake.line())
                            .findFirst()
                            .orElseThrow();
            rows.append("| ")
                    .append(mistake.name())
                    .append(" | ")
                    .append(description(reaction))
                    .append(" | `");
            rows.append(finding.code())
                    .append("` at ")
                    .append(Path.of(finding.position().file()).getFileName())
                    .append(':')
                    .append(finding.position().line())
                    .append(':');
            rows.append(finding.position().column())
                    .append(" | ")
                    .append(cell(finding.message()))
                    .append(" |\n");
        }
        assertTrue(locatedCount < mistakes.size() / 4, "Flux locates " + locatedCount);
        return """
                # Mistakes

                Each of these %d mistakes was made in a shipped Flux file or in the components that it includes, one at a time. The second column is the
                reaction of Flux 2.8.3 and Storm, the third and fourth are the finding of `check`. `StockReactionTest` generates this page.

                Flux rejects %d of them, %d with the line of the mistake. Nimbus rejects %d more at submission. The other %d topologies run, but do not
                work as intended; they are *accepted* below.

                | mistake | Flux | `check` | message |
                |---|---|---|---|
                """.formatted(mistakes.size(), refused, locatedCount, submission, acceptedCount) + rows;
    }

    private static String description(Reaction reaction) {
        return switch (reaction.verdict()) {
            case ACCEPTS, LOSES_EVENTS -> "*accepted*";
            case SUBMISSION_REJECTS -> "accepted; rejected at submission: " + cell(reaction.message());
            case FLUX_REJECTS ->
                cell(reaction.message())
                        + reaction.line().map(line -> ", line " + line).orElse(", no line");
        };
    }

    private static String cell(String text) {
        String working = Path.of("").toAbsolutePath().toString();
        String plain = text.replace(working, ".").replaceAll("\\s+", " ");
        String cut = plain.length() > MAX_LENGTH ? plain.substring(0, MAX_LENGTH) + "..." : plain;
        return "`" + cut.replace("|", "\\|").replace("`", "'") + "`";
    }
}
