package io.riskstream.api.output;

import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.redis.RedisLatest;
import io.riskstream.publish.ForwardOutput;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.score.Score;
import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.tools.flux.Pipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the outputs of a pipeline are: the topics and stores that its stages publish to, and the stores that another topology forwards these topics to, such as
 * {@code flux/flood-claims-store.yaml}.
 */
public final class PipelineOutputs {
    private static final String DECISION = "{decision}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    /**
     * A topic, table or prefix of keys that outputs are published to.
     *
     * @param name a name, or for Kafka a template of names
     */
    private record Target(Sink sink, String name, boolean scores) {}

    private final ServedPipeline pipeline;
    private final Set<Target> targets = new LinkedHashSet<>();

    private PipelineOutputs(ServedPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Finds the outputs of a pipeline.
     *
     * @param stores the topologies that forward outputs to stores; those that read no topic of this pipeline are left out
     * @throws IllegalArgumentException if a table or key in a store depends on values of the event other than the decision, so that the API cannot find it
     */
    public static PipelineOutputs of(ServedPipeline pipeline, Collection<Pipeline> stores) {
        PipelineOutputs outputs = new PipelineOutputs(pipeline);
        outputs.addStages(pipeline.flux());
        Set<Target> topics = Set.copyOf(outputs.targets);
        for (Pipeline store : stores) {
            boolean reads = store.spouts(TopicSpout.class).stream()
                    .flatMap(spout -> spout.topics().stream())
                    .anyMatch(topic -> topics.stream()
                            .anyMatch(target -> target.sink() instanceof Kafka && matches(target.name(), topic)));
            if (reads) {
                outputs.addStages(store);
            }
        }
        return outputs;
    }

    private void addStages(Pipeline flux) {
        flux.stages().forEach(stage -> add(flux, stage));
    }

    private void add(Pipeline flux, Stage stage) {
        if (stage instanceof PublishScore publish) {
            publish.topics().forEach(topic -> add(flux, publish.sink(), topic, true));
        } else if (stage instanceof PublishDeadLetter publish && flux == pipeline.flux()) {
            // the dead letters of another topology are those of outputs that it could not store
            add(flux, publish.sink(), publish.topic(), false);
        } else if (stage instanceof ForwardOutput forward) {
            forward.scores().ifPresent(topic -> add(flux, forward.sink(), topic, true));
            forward.deadLetters().ifPresent(topic -> add(flux, forward.sink(), topic, false));
        }
    }

    private void add(Pipeline flux, Sink sink, String topic, boolean scores) {
        if (sink instanceof Kafka) {
            targets.add(new Target(sink, topic, scores));
            return;
        }
        for (String name : names(topic)) {
            if (name.indexOf('{') >= 0) {
                throw new IllegalArgumentException(flux.path() + ": the topic '" + topic
                        + "' of a store depends on values of the event, so the API cannot find its scores; name the topic without placeholders, or with "
                        + DECISION + " alone");
            }
            targets.add(new Target(sink, name, scores));
        }
    }

    /** Returns the names of a template that depends on the decision alone. */
    private List<String> names(String template) {
        List<String> decisions = decisions();
        return template.contains(DECISION) && !decisions.isEmpty()
                ? decisions.stream()
                        .map(decision -> template.replace(DECISION, decision))
                        .toList()
                : List.of(template);
    }

    private static boolean matches(String template, String topic) {
        if (template.indexOf('{') < 0) {
            return template.equals(topic);
        }
        String expression = Arrays.stream(PLACEHOLDER.split(template, -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".+"));
        return Pattern.matches(expression, topic);
    }

    /** Returns the pipeline. */
    public ServedPipeline pipeline() {
        return pipeline;
    }

    /** Returns the decisions that its scores may have; empty if they are not known. */
    public List<String> decisions() {
        return score().map(stage -> stage.scorer().decisions()).orElse(List.of());
    }

    /** Returns the stage that scores; empty if the pipeline has none. */
    public Optional<Score> score() {
        return pipeline.flux()
                .stages()
                .filter(Score.class::isInstance)
                .map(Score.class::cast)
                .findFirst();
    }

    private Stream<Target> targets(Class<? extends Sink> sink, boolean scores) {
        return targets.stream().filter(target -> sink.isInstance(target.sink()) && target.scores() == scores);
    }

    /** Returns the topics of the scores, which may be templates. */
    public List<String> scoreTopics() {
        return targets(Kafka.class, true).map(Target::name).toList();
    }

    /** Returns the topics of the dead letters. */
    public List<String> deadLetterTopics() {
        return targets(Kafka.class, false).map(Target::name).toList();
    }

    /** True if a topic contains scores of this pipeline, maybe among those of others. */
    public boolean hasScores(String topic) {
        return targets(Kafka.class, true).anyMatch(target -> matches(target.name(), topic));
    }

    /** True if a topic contains dead letters of this pipeline, maybe among those of others. */
    public boolean hasDeadLetters(String topic) {
        return targets(Kafka.class, false).anyMatch(target -> matches(target.name(), topic));
    }

    /** Returns the clusters with the topics of outputs. */
    public Set<Kafka> clusters() {
        Set<Kafka> clusters = new LinkedHashSet<>();
        targets.stream().map(Target::sink).filter(Kafka.class::isInstance).forEach(sink -> clusters.add((Kafka) sink));
        return clusters;
    }

    /** Outputs of one kind in a Redis: its keys begin with the topic. */
    public record LatestKeys(RedisLatest sink, String topic) {}

    /** Outputs of one kind in a table of PostgreSQL. */
    public record Table(Postgres sink, String name) {}

    /** Returns where the latest scores are. */
    public List<LatestKeys> latestScores() {
        return latest(true);
    }

    /** Returns where the latest dead letters are. */
    public List<LatestKeys> latestDeadLetters() {
        return latest(false);
    }

    private List<LatestKeys> latest(boolean scores) {
        List<LatestKeys> latest = new ArrayList<>();
        targets(RedisLatest.class, scores)
                .forEach(target -> latest.add(new LatestKeys((RedisLatest) target.sink(), target.name())));
        return latest;
    }

    /** Returns the tables with scores. */
    public List<Table> scoreTables() {
        return tables(true);
    }

    /** Returns the tables with dead letters. */
    public List<Table> deadLetterTables() {
        return tables(false);
    }

    private List<Table> tables(boolean scores) {
        List<Table> tables = new ArrayList<>();
        targets(Postgres.class, scores)
                .forEach(target -> tables.add(new Table((Postgres) target.sink(), target.name())));
        return tables;
    }

    /** Returns the name of the pipeline. */
    @Override
    public String toString() {
        return pipeline.name();
    }
}
