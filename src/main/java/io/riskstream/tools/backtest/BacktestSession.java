package io.riskstream.tools.backtest;

import io.riskstream.score.Scorecard;
import io.riskstream.score.ScorecardDescription;
import io.riskstream.stage.Stage;
import io.riskstream.tools.statistics.Discrimination;
import io.riskstream.tools.statistics.PopulationStability;
import io.riskstream.tools.statistics.ScoreTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs a backtest, prints its report and writes its files. */
public final class BacktestSession {
    /**
     * What to test, and how.
     *
     * @param pipeline the name of the pipeline
     * @param path the stages of the pipeline up to the scoring stage
     * @param recorded true if the source contains published scores, so that the fields are restored instead of parsed, validated and enriched
     * @param cards one or two scorecards
     * @param records the records that all look-ups read; empty to connect to the pipeline's own stores
     * @param outcome the expression of the real outcome
     * @param mature the expression, or the date, that states whether the outcome of an event is final
     * @param by the field whose values make groups
     * @param maxEvents the maximum number of events
     * @param threads number of threads
     * @param seed the seed of the intervals
     * @param notes lines for the head of the report, such as where the records come from
     */
    public record Request(
            String pipeline,
            ScoringPath path,
            boolean recorded,
            List<Card> cards,
            Optional<Map<String, String>> records,
            Optional<String> outcome,
            Optional<String> mature,
            Optional<String> by,
            long maxEvents,
            int threads,
            long seed,
            List<String> notes) {}

    /**
     * A scorecard.
     *
     * @param name how the user names it
     */
    public record Card(String name, Scorecard scorecard) {}

    /**
     * Where the results go.
     *
     * @param csv the directory of CSV files; empty for none
     * @param html the HTML page; empty for none
     * @param explain the beginning of a command that explains an event under the last scorecard; the arguments that find the event follow
     */
    public record Output(Optional<Path> csv, Optional<Path> html, String explain, List<Limit> limits) {}

    private final Request request;
    private final Output output;
    private final PrintWriter out;

    /** Creates a session that prints to {@code out}. */
    public BacktestSession(Request request, Output output, PrintWriter out) {
        this.request = request;
        this.output = output;
        this.out = out;
    }

    /**
     * Scores the events of a source, prints the report and writes the files.
     *
     * @return true if no limit is exceeded
     * @throws IllegalArgumentException if an argument is wrong, or no event was scored
     */
    public boolean run(EventSource source) throws IOException {
        Backtest backtest = new Backtest(settings());
        BacktestResult result;
        Tables tables;
        if (output.csv().isPresent()) {
            try (CsvReport csv = new CsvReport(output.csv().get())) {
                result = backtest.run(source, csv::add);
                tables = tables(result, source);
                csv.write(tables.all());
            }
        } else {
            result = backtest.run(source, event -> {});
            tables = tables(result, source);
        }
        List<String> header = header(result);
        new TextReport(out).print(header, tables.all());
        if (output.html().isPresent()) {
            new HtmlReport(request.pipeline(), header, tables)
                    .write(output.html().get());
        }
        boolean holds = checkLimits(tables);
        out.println();
        output.csv()
                .ifPresent(directory -> out.println(
                        "written: " + directory + ", one CSV file for each table, and " + CsvReport.CHANGED));
        output.html().ifPresent(file -> out.println("written: " + file));
        out.flush();
        return holds;
    }

    private Backtest.Settings settings() {
        List<Stage> stages = request.recorded()
                ? List.of(new RestoreFields(
                        request.path().score().scorer().eventType(),
                        request.cards().stream().map(Card::scorecard).toList()))
                : request.path().before();
        return new Backtest.Settings(
                request.pipeline(),
                request.path().score().scorer().eventType(),
                stages,
                request.cards().stream().map(Card::scorecard).toList(),
                request.recorded() ? Optional.of(Map.of()) : request.records(),
                new Labels.Settings(request.outcome(), request.mature()),
                request.by(),
                request.maxEvents(),
                request.threads());
    }

    private Tables tables(BacktestResult result, EventSource source) {
        if (result.counts().scored() == 0) {
            String why = result.counts().rejections().isEmpty()
                    ? ""
                    : "; rejections: " + result.counts().rejections();
            throw new IllegalArgumentException("no event was scored, of " + result.read() + " that were read" + why
                    + String.join(
                            "",
                            result.source().stream().map(line -> "\n" + line).toList()));
        }
        Counts counts = result.counts();
        if (request.outcome().isPresent() && counts.unknown() + counts.immature() == counts.scored()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "no event has an outcome: for %,d the expression of --outcome has no result, since a member is absent or is no number, and %,d are"
                            + " not final. has(member) in the expression avoids the first. The time of an event, which a date in --mature is compared with,"
                            + " is that of its record, unless the option 'time' of the parser names a field",
                    counts.unknown(),
                    counts.immature()));
        }
        return new Tables(result, request.seed(), event -> source.explainArguments(event.origin())
                .map(arguments -> output.explain() + " " + arguments)
                .orElse(""));
    }

    private List<String> header(BacktestResult result) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < request.cards().size(); i++) {
            ScorecardDescription card = result.counts().cards().get(i).card();
            lines.add(String.format(
                    Locale.ROOT,
                    "scorecard %s  %s: %s, version %s (%s), %d rules",
                    Tables.letter(i),
                    request.cards().get(i).name(),
                    card.name(),
                    card.version(),
                    card.hash().substring(0, 12),
                    card.rules().size()));
        }
        lines.addAll(result.source());
        lines.addAll(request.notes());
        Counts counts = result.counts();
        lines.add(String.format(
                Locale.ROOT,
                "events: %,d read, %,d scored, %,d rejected, %,d dropped; %,d scored without some look-ups",
                result.read(),
                counts.scored(),
                counts.rejected(),
                counts.dropped(),
                counts.cards().get(0).degraded()));
        if (request.outcome().isPresent()) {
            ScoreTable table = counts.cards().get(0).scores().table();
            lines.add(String.format(
                    Locale.ROOT,
                    "outcome %s: %,d of %,d events (%.2f%%); excluded: %,d without a result of the expression, %,d not final",
                    request.outcome().get(),
                    table.positives(),
                    table.labelled(),
                    100.0 * table.positives() / table.labelled(),
                    counts.unknown(),
                    counts.immature()));
        }
        result.reports().forEach((code, message) -> lines.add("reported " + code + ": " + message));
        lines.add(String.format(
                Locale.ROOT,
                "%.1f s with %d %s%s, %,.0f events/s",
                result.seconds(),
                result.threads(),
                result.threads() == 1 ? "thread" : "threads",
                result.historyThread() ? ", and one for the histories" : "",
                result.read() / Math.max(result.seconds(), 1e-3)));
        for (ScoreTable table : result.counts().cards().stream()
                .map(card -> card.scores().table())
                .toList()) {
            if (!table.isExact()) {
                lines.add(
                        "there are more than 65,536 different scores, so the measures use scores that are rounded down slightly");
                break;
            }
        }
        return lines;
    }

    private boolean checkLimits(Tables tables) {
        boolean holds = true;
        for (Limit limit : output.limits()) {
            double value = value(limit.measure(), tables);
            boolean exceeded = limit.isExceededBy(value);
            holds &= !exceeded;
            out.println();
            out.printf(
                    Locale.ROOT,
                    "%s --fail-if %s: %s is %s%n",
                    exceeded ? "FAILED" : "ok",
                    limit.text(),
                    limit.measure(),
                    RoundedNumber.of(value));
        }
        return holds;
    }

    private static double value(String measure, Tables tables) {
        Counts counts = tables.result().counts();
        List<ScoreTable> scores = tables.scores();
        boolean two = scores.size() == 2;
        return switch (measure) {
            case "changed" -> two ? tables.result().changedShare() : Double.NaN;
            case "rejected" -> counts.rejected() / (double) tables.result().read();
            case "degraded" -> counts.cards().get(0).degraded() / (double) counts.scored();
            case "psi" -> two ? PopulationStability.of(scores.get(0), scores.get(1)) : Double.NaN;
            case "auc" -> Discrimination.of(scores.get(scores.size() - 1)).auc();
            case "auc-difference" ->
                two
                        ? Discrimination.of(scores.get(1)).auc()
                                - Discrimination.of(scores.get(0)).auc()
                        : Double.NaN;
            default -> throw new IllegalArgumentException("no measure '" + measure + "'");
        };
    }
}
