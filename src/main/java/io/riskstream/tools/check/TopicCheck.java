package io.riskstream.tools.check;

import io.riskstream.event.ParsedTemplate;
import io.riskstream.event.ParsedTemplate.Placeholder;
import io.riskstream.publish.PublishScore;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Stage;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.text.FilePosition;
import io.riskstream.text.TopicName;
import io.riskstream.tools.check.CheckedTopology.Built;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.validate.EventSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.storm.flux.model.VertexDef;

/** Checks topics: names that Kafka rejects, topics that a pipeline both reads and writes, and executors without a partition. */
final class TopicCheck implements Check {
    /** The options that name topics of a publishing stage. */
    private static final List<String> TOPIC_OPTIONS = List.of("topic", "scores", "deadLetters");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");
    /** Stands for the decisions of a scorer that is no scorecard. */
    private static final String UNKNOWN_DECISIONS = "";

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        Map<String, Declaration> read = new LinkedHashMap<>();
        topology.all(Kind.SPOUT, TopicSpout.class).forEach(spout -> {
            for (String topic : spout.object().topics()) {
                checkName(position(spout.declaration()), topic, findings);
                read.putIfAbsent(topic, spout.declaration());
            }
            checkParallelism(topology, spout, findings);
        });
        checkPartitions(topology, read.keySet(), findings);
        topology.all(Kind.COMPONENT, Stage.class)
                .filter(stage -> stage.object().spec().publishes())
                .forEach(stage -> topics(stage.declaration()).forEach(topic -> {
                    checkName(topic.position(), topic.text(), findings);
                    checkCycle(topic.position(), topic.text(), read, findings);
                    checkFreeTexts(stage, topic, findings);
                }));
        checkDecisions(topology, read, findings);
    }

    /** Checks the topics by decision: their names, and whether a scorecard has the decision. The decisions of scorers of other classes are not known. */
    private static void checkDecisions(
            CheckedTopology topology, Map<String, Declaration> read, Consumer<Finding> findings) {
        Set<String> decisions = topology.all(Kind.COMPONENT, Score.class)
                .map(score -> score.object().scorer())
                .flatMap(scorer ->
                        scorer instanceof Scorecard card ? card.decisions().stream() : Stream.of(UNKNOWN_DECISIONS))
                .collect(Collectors.toCollection(TreeSet::new));
        topology.all(Kind.COMPONENT, PublishScore.class)
                .flatMap(stage -> stage.declaration().arguments().stream()
                        .flatMap(argument -> argument.get("topics").stream())
                        .flatMap(topics -> topics.entries().stream())
                        .peek(entry -> {
                            checkName(entry.value().position(), entry.value().text(), findings);
                            checkCycle(entry.value().position(), entry.value().text(), read, findings);
                        }))
                .filter(entry -> !decisions.isEmpty()
                        && !decisions.contains(UNKNOWN_DECISIONS)
                        && !decisions.contains(entry.key().text()))
                .forEach(entry -> findings.accept(Finding.error(
                                entry.key().position(),
                                "topic.decision",
                                "no scorecard has the decision '" + entry.key().text()
                                        + "', so no score goes to this topic")
                        .withHint(entry.key().text(), decisions)));
    }

    private static Stream<FluxNode> topics(Declaration declaration) {
        return declaration.arguments().stream()
                .flatMap(argument -> TOPIC_OPTIONS.stream().flatMap(option -> argument.get(option).stream()));
    }

    /** Reports a topic of the command line that no spout reads, if the topics of all spouts are known. */
    private static void checkPartitions(CheckedTopology topology, Set<String> read, Consumer<Finding> findings) {
        List<Declaration> spouts = topology.model().declarations(Kind.SPOUT);
        boolean allKnown = !spouts.isEmpty()
                && spouts.stream().allMatch(spout -> topology.built(spout, TopicSpout.class)
                        .isPresent());
        if (allKnown) {
            topology.partitions().keySet().stream()
                    .filter(topic -> !read.contains(topic))
                    .map(topic -> Finding.warning(
                                    topology.model().root().orElseThrow().position(),
                                    "topic.partitions",
                                    "no spout reads topic '" + topic + "' of --partitions")
                            .withHint("the spouts read " + String.join(", ", read)))
                    .forEach(findings);
        }
    }

    /** Checks the name of a topic; in a template, the text outside of placeholders. */
    private static void checkName(FilePosition position, String topic, Consumer<Finding> findings) {
        String name = PLACEHOLDER.matcher(topic).replaceAll("x");
        if (!TopicName.isValid(name)) {
            findings.accept(
                    Finding.error(position, "topic.name", "Kafka rejects '" + topic + "' as the name of a topic")
                            .withHint(TopicName.RULE));
        }
    }

    /** Reports a template over a free text: each value is another topic, which the broker may not have or may create. */
    private static void checkFreeTexts(Built<Stage> stage, FluxNode topic, Consumer<Finding> findings) {
        Set<String> freeTexts = stage.object().spec().eventType().stream()
                .flatMap(type -> type.sources(EventSchema.class).stream())
                .flatMap(schema -> schema.freeTexts().stream())
                .collect(Collectors.toSet());
        for (Placeholder placeholder : ParsedTemplate.of(topic.text()).placeholders()) {
            if (freeTexts.contains(placeholder.name())
                    && !placeholder.conversion().takesDate()) {
                findings.accept(Finding.warning(
                                topic.position(),
                                "topic.unbounded",
                                "field '" + placeholder.name()
                                        + "' in the topic is not limited to known values: each value is"
                                        + " another topic, and an event whose topic is missing or invalid is rejected")
                        .withHint("limit the field in the schema: with enum, const, pattern, or maxLength up to "
                                + EventSchema.MAX_CODE_LENGTH));
            }
        }
    }

    private static void checkCycle(
            FilePosition position, String topic, Map<String, Declaration> read, Consumer<Finding> findings) {
        Declaration spout = read.get(topic);
        if (spout != null) {
            findings.accept(Finding.error(
                    position,
                    "topic.circle",
                    "spout '" + spout.id() + "' reads topic '" + topic
                            + "' too, so it reads the published events again"));
        }
    }

    /** Reports spouts with more executors than partitions: one task reads a partition, so a task without a partition is idle. */
    private static void checkParallelism(
            CheckedTopology topology, Built<TopicSpout> spout, Consumer<Finding> findings) {
        Map<String, Integer> known = topology.partitions();
        if (!spout.object().topics().stream().allMatch(known::containsKey)) {
            return;
        }
        int partitions = spout.object().topics().stream().mapToInt(known::get).sum();
        int parallelism = ((VertexDef) spout.declaration().bean().orElseThrow()).getParallelism();
        if (parallelism > partitions) {
            Declaration declaration = spout.declaration();
            findings.accept(Finding.warning(
                    declaration
                            .node()
                            .get("parallelism")
                            .map(FluxNode::position)
                            .orElseGet(declaration::position),
                    "topic.partitions",
                    "the topics of spout '" + declaration.id() + "' have " + partitions + " partitions, so "
                            + (parallelism - partitions) + " of its " + parallelism + " executors are idle"));
        }
    }

    private static FilePosition position(Declaration declaration) {
        return topics(declaration).findFirst().map(FluxNode::position).orElseGet(declaration::position);
    }
}
