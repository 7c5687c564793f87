package io.riskstream.tools.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.event.Event;
import io.riskstream.tools.backtest.EventSource;
import io.riskstream.tools.backtest.RecordedScores;
import io.riskstream.tools.backtest.TopicEvents;
import io.riskstream.tools.flux.Pipeline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The arguments that find a published score. */
final class RecordedScoreInput {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description =
                    "explain a published score instead of an event: a file of scores, such as scores.jsonl of `run`, of which --id or --number selects one")
    private Path scores;

    @Option(
            names = "--scores-topic",
            paramLabel = "TOPIC",
            description = "explain the last published score with --id in a topic of the pipeline's Kafka")
    private String topic;

    @Option(
            names = "--score-origin",
            paramLabel = "ORIGIN",
            description = "explain the published score at a position of the pipeline's Kafka, TOPIC-PARTITION@OFFSET")
    private String origin;

    @Option(
            names = "--store",
            paramLabel = "FLUX",
            description =
                    "explain the latest stored score with --id: the Flux file whose stages write to PostgreSQL or to the latest scores of Redis, such as flux/flood-claims-store.yaml")
    private Path store;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description =
                    "a further table of scores of --store, which a template of the option topic names (repeatable)")
    private List<String> tables = List.of();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "the key of the score's message, under which Redis has it (default: the id)")
    private String key;

    @Option(names = "--id", paramLabel = "ID", description = "the id of the event, in a file, topic or store of scores")
    private String id;

    /** True if a published score is to be explained. */
    boolean isGiven() {
        return scores != null || topic != null || origin != null || store != null;
    }

    /** Ends the command with an argument error if the arguments do not name one score. */
    void check(OptionalLong number) {
        require(
                Stream.of(scores, topic, origin, store).filter(Objects::nonNull).count() == 1,
                "--scores, --scores-topic, --score-origin and --store: give one of them");
        require(scores == null || Files.isRegularFile(scores), "--scores: no such file: " + scores);
        require(
                scores == null || (id != null) != number.isPresent(),
                "--scores: needs --id or --number, to select a score");
        require(store == null || Files.isRegularFile(store), "--store: no such file: " + store);
        require(store == null || id != null, "--store: needs --id, to select a score");
        require(store != null || tables.isEmpty() && key == null, "--table and --key: need --store");
        require(topic == null || id != null, "--scores-topic: needs --id, to select a score");
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(command.commandLine(), otherwise);
        }
    }

    /**
     * Returns the published score as the event that it is in its topic.
     *
     * @throws IllegalArgumentException if there is none
     */
    Event find(Pipeline pipeline, FluxOptions options, OptionalLong number) {
        if (store != null) {
            Pipeline stored = Pipeline.read(store, options.propertiesFor(store));
            return new StoredScoreSearch(stored, tables).find(id, key == null ? id : key);
        }
        if (origin != null) {
            return SourceRecords.event(pipeline, origin);
        }
        try (EventSource source = scores != null
                ? new RecordedScores(List.of(scores))
                : new TopicEvents(topic, SourceRecords.kafka(pipeline).consumerProperties(), "--score-origin")) {
            Optional<Event> found = Optional.empty();
            for (Optional<Event> next = source.next(); next.isPresent(); next = source.next()) {
                Event event = next.get();
                if (number.isPresent() && event.origin().offset() == number.getAsLong()) {
                    return event;
                }
                // an event that was scored again has several scores, and the last one holds
                found = number.isEmpty() && hasId(event) ? next : found;
            }
            return found.orElseThrow(() -> new IllegalArgumentException(
                    (scores != null ? scores.toString() : "topic " + topic) + " has no score "
                            + (number.isPresent() ? "on line " + number.getAsLong() : "with the id '" + id + "'")));
        }
    }

    private boolean hasId(Event event) {
        return hasId(new String(event.original(), StandardCharsets.UTF_8), id);
    }

    /** True if a text is a score of the event with an id. */
    static boolean hasId(String text, String id) {
        try {
            return text.contains("\"id\"")
                    && JsonParser.parseString(text) instanceof JsonObject score
                    && score.has("id")
                    && score.get("id").isJsonPrimitive()
                    && score.get("id").getAsString().equals(id);
        } catch (JsonParseException e) {
            return false;
        }
    }
}
