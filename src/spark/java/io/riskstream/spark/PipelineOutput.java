package io.riskstream.spark;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.redis.Redis;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.parse.EventParser;
import io.riskstream.parse.ParseJson;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.score.Score;
import io.riskstream.stage.Stage;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.TopicName;
import io.riskstream.tools.flux.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.spark.sql.types.StructType;

/**
 * What a pipeline publishes and where, as its Flux file declares it.
 *
 * @param name the name of the topology
 * @param scores Spark's options for the topics of the scores
 * @param deadLetters Spark's options for the topics of the dead letters; empty if no stage publishes them to Kafka
 * @param message the type of a score
 * @param decisions the decisions of the scorecard; empty if they are not known in advance
 * @param redis the Redis of the look-ups
 */
record PipelineOutput(
        String name,
        Map<String, String> scores,
        Optional<Map<String, String>> deadLetters,
        StructType message,
        List<String> decisions,
        Optional<Redis> redis) {
    /** Properties of a consumer that Spark sets itself and refuses. */
    private static final Set<String> OF_SPARK = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

    /**
     * Reads the Flux file.
     *
     * @throws IllegalArgumentException if it cannot be built, publishes no scores to Kafka, or the settings name a field that its scores lack
     */
    static PipelineOutput of(SparkSettings settings) {
        Pipeline pipeline = Pipeline.read(settings.pipeline(), settings.filter());
        List<PublishScore> publishers = stages(pipeline, PublishScore.class)
                .filter(stage -> stage.sink() instanceof Kafka)
                .toList();
        if (publishers.isEmpty()) {
            throw problem(pipeline, "no PublishScore of this Flux file publishes to Kafka", "");
        }
        PublishScore publisher = publishers.get(0);
        Kafka kafka = (Kafka) publisher.sink();
        List<String> scores = settings.scores().isEmpty()
                ? publishers.stream().flatMap(PublishScore::topics).distinct().toList()
                : settings.scores();
        List<String> deadLetters = settings.deadLetters().isEmpty()
                ? stages(pipeline, PublishDeadLetter.class)
                        .filter(stage -> stage.sink() instanceof Kafka)
                        .map(PublishDeadLetter::topic)
                        .distinct()
                        .toList()
                : settings.deadLetters();
        return new PipelineOutput(
                pipeline.name(),
                options(kafka, scores, settings),
                deadLetters.isEmpty() ? Optional.empty() : Optional.of(options(kafka, deadLetters, settings)),
                StructTypes.ofScores(event(pipeline, publisher, settings)),
                decisions(pipeline),
                pipeline.components(Redis.class).stream().findFirst());
    }

    private static <T> Stream<T> stages(Pipeline pipeline, Class<T> kind) {
        return pipeline.stages().filter(kind::isInstance).map(kind::cast);
    }

    private static List<String> decisions(Pipeline pipeline) {
        Set<String> decisions = new LinkedHashSet<>();
        stages(pipeline, Score.class)
                .forEach(score -> decisions.addAll(score.scorer().decisions()));
        return new ArrayList<>(decisions);
    }

    /** Returns the type of the member {@code event} of a score; empty if no setting needs it. */
    private static Optional<StructType> event(Pipeline pipeline, PublishScore publisher, SparkSettings settings) {
        List<String> used = Stream.concat(settings.groups().stream(), settings.eventTime().stream())
                .toList();
        if (used.isEmpty()) {
            return Optional.empty();
        }
        EventType type = publisher.spec().eventType().orElseThrow();
        boolean fields = publisher.body() == PublishScore.Body.FIELDS;
        if (!fields) {
            Optional<Stage> parser = pipeline.stages()
                    .filter(stage -> stage instanceof EventParser)
                    .findFirst();
            if (publisher.body() != PublishScore.Body.ORIGINAL || !(parser.orElse(null) instanceof ParseJson)) {
                throw problem(
                        pipeline,
                        "the scores do not contain the fields " + used + " of the event",
                        "write `event: FIELDS` into the options of PublishScore, or remove 'groups', 'records' and 'event.time'");
            }
        }
        for (String path : used) {
            int slot = type.slot(path);
            Field field = type.field(slot);
            if (!fields && !type.arrives(slot)) {
                throw problem(
                        pipeline,
                        "the scores do not contain the field '" + path + "', which a later stage adds",
                        "write `event: FIELDS` into the options of PublishScore");
            } else if (field.type() == FieldType.LIST || field.type() == FieldType.ANY) {
                throw problem(pipeline, "the field '" + path + "' has no single value of a known type", "");
            }
        }
        settings.eventTime().ifPresent(path -> {
            if (type.field(type.slot(path)).type() != FieldType.STRING) {
                throw problem(pipeline, "'event.time' needs a field with a date-time, and '" + path + "' is none", "");
            }
        });
        return Optional.of(StructTypes.ofEvents(type, slot -> fields || type.arrives(slot)));
    }

    private static Map<String, String> options(Kafka kafka, List<String> topics, SparkSettings settings) {
        Map<String, String> options = new LinkedHashMap<>();
        kafka.consumerProperties().forEach((name, value) -> {
            if (!OF_SPARK.contains(name)) {
                options.put("kafka." + name, String.valueOf(value));
            }
        });
        if (topics.stream().allMatch(TopicName::isValid)) {
            options.put("subscribe", String.join(",", topics));
        } else {
            options.put(
                    "subscribePattern",
                    topics.stream().map(PipelineOutput::pattern).collect(Collectors.joining("|")));
        }
        options.put("startingOffsets", settings.fromEarliest() ? "earliest" : "latest");
        options.put("failOnDataLoss", Boolean.toString(settings.failOnDataLoss()));
        options.put("maxOffsetsPerTrigger", Integer.toString(settings.maxRecords()));
        options.put("includeHeaders", "true");
        return options;
    }

    /** Returns a regular expression for the topics of a template such as {@code scores-{decision}}. */
    private static String pattern(String template) {
        StringBuilder pattern = new StringBuilder();
        for (String part : template.split("\\{[^{}]*}", -1)) {
            if (!pattern.isEmpty()) {
                pattern.append("[^/]+");
            }
            pattern.append(part.isEmpty() ? "(?:)" : Pattern.quote(part));
        }
        return pattern.toString();
    }

    private static ConfigurationException problem(Pipeline pipeline, String message, String hint) {
        ConfigurationProblem problem = ConfigurationProblem.of(pipeline.path().toString(), message);
        return new ConfigurationException(hint.isEmpty() ? problem : problem.withHint(hint));
    }
}
