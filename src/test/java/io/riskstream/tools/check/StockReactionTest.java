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

/** flux/MISTAKES.md holds what Flux does with each mistake of the corpus beside what check says; it is made by this test, and kept true. */
@ExtendWith(QuietFlux.class)
class StockReactionTest {
    private static final Path PAGE = Path.of("flux/MISTAKES.md");
    private static final String UPDATE = "update.readme";
    private static final int LONGEST = 110;
    private static final Properties LOCAL = ShippedPipelines.local();

    @Test
    void thePageTellsWhatFluxDoesWithEachMistake() throws IOException {
        String page = page();
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(PAGE, page);
            return;
        }
        assertEquals(
                page,
                Files.readString(PAGE),
                PAGE + " is not true any more; ./mvnw test -Dtest=StockReactionTest -D" + UPDATE
                        + "=true writes it anew");
    }

    private static String page() {
        Checker checker = new Checker();
        StringBuilder rows = new StringBuilder();
        int located = 0;
        int refused = 0;
        int submission = 0;
        int accepted = 0;
        List<Mistake> mistakes = Mistakes.all();
        for (Mistake mistake : mistakes) {
            Reaction reaction = StockFlux.react(mistake.pipeline().text(), LOCAL);
            boolean right =
                    reaction.line().filter(line -> line == mistake.line()).isPresent();
            located += right ? 1 : 0;
            refused += reaction.verdict() == Verdict.FLUX_REFUSES ? 1 : 0;
            submission += reaction.verdict() == Verdict.SUBMISSION_REFUSES ? 1 : 0;
            boolean silent = reaction.verdict() == Verdict.ACCEPTS || reaction.verdict() == Verdict.LOSES_EVENTS;
            accepted += silent ? 1 : 0;
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
                    .append(told(reaction))
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
        assertTrue(located < mistakes.size() / 4, "Flux locates " + located);
        return """
                # Mistakes

                Each of these %d mistakes was made in a shipped Flux file, one at a time. The second column is what Flux 2.8.3 and Storm do with the
                file, the others what `check` says. A test makes this page, and holds it: see `StockReactionTest`.

                Flux refuses %d of them, %d with the line that the mistake is on. Nimbus refuses %d more when they are submitted. %d run, and do not do
                what was meant: those are called *accepted* below.

                | mistake | Flux | `check` | what it says |
                |---|---|---|---|
                """.formatted(mistakes.size(), refused, located, submission, accepted) + rows;
    }

    private static String told(Reaction reaction) {
        return switch (reaction.verdict()) {
            case ACCEPTS, LOSES_EVENTS -> "*accepted*";
            case SUBMISSION_REFUSES -> "accepted; Storm refuses it when submitted: " + cell(reaction.said());
            case FLUX_REFUSES ->
                cell(reaction.said())
                        + reaction.line().map(line -> ", line " + line).orElse(", no line");
        };
    }

    private static String cell(String text) {
        String working = Path.of("").toAbsolutePath().toString();
        String plain = text.replace(working, ".").replaceAll("\\s+", " ");
        String cut = plain.length() > LONGEST ? plain.substring(0, LONGEST) + "..." : plain;
        return "`" + cut.replace("|", "\\|").replace("`", "'") + "`";
    }
}
