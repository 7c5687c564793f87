package io.riskstream.tools.check;

import io.riskstream.stage.Stage;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.check.CheckedTopology.Built;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.storm.flux.model.VertexDef;

/** Topics: names that Kafka does not take, what would go round for ever, and executors that would have nothing to read. */
final class TopicCheck implements Check {
    private static final Pattern HOLE = Pattern.compile("\\{[^}]*}");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        Map<String, Declaration> read = new LinkedHashMap<>();
        subject.all(Kind.SPOUT, TopicSpout.class).forEach(spout -> {
            for (String topic : spout.made().topics()) {
                checkName(spout.declaration(), topic, findings);
                read.putIfAbsent(topic, spout.declaration());
            }
            checkParallelism(subject, spout, findings);
        });
        checkGiven(subject, read.keySet(), findings);
        subject.all(Kind.COMPONENT, Stage.class)
                .filter(stage -> stage.made().spec().publishes())
                .map(Built::declaration)
                .forEach(stage -> topic(stage).ifPresent(topic -> {
                    checkName(stage, topic.text(), findings);
                    checkCircle(stage, topic.text(), read, findings);
                }));
    }

    private static Optional<FluxNode> topic(Declaration declaration) {
        return declaration.arguments().stream()
                .flatMap(argument -> argument.get("topic").stream())
                .findFirst();
    }

    /** A topic of the command line that none of these spouts reads is a slip, unless a spout of another kind does, or one that is not built. */
    private static void checkGiven(CheckedTopology subject, Set<String> read, Consumer<Finding> findings) {
        List<Declaration> spouts = subject.model().declarations(Kind.SPOUT);
        boolean allKnown = !spouts.isEmpty()
                && spouts.stream().allMatch(spout -> subject.built(spout, TopicSpout.class)
                        .isPresent());
        if (allKnown) {
            subject.partitions().keySet().stream()
                    .filter(topic -> !read.contains(topic))
                    .map(topic -> Finding.warning(
                                    subject.model().root().orElseThrow().place(),
                                    "topic.partitions",
                                    "no spout reads topic '" + topic + "', whose partitions are given")
                            .hinting("the spouts read " + String.join(", ", read)))
                    .forEach(findings);
        }
    }

    /** Of a template, the text between its holes. */
    private static void checkName(Declaration declaration, String topic, Consumer<Finding> findings) {
        String filled = HOLE.matcher(topic).replaceAll("x");
        if (!NAME.matcher(filled).matches() || filled.equals(".") || filled.equals("..")) {
            findings.accept(Finding.error(
                            place(declaration), "topic.name", "Kafka does not take '" + topic + "' as a topic's name")
                    .hinting("letters, digits, '.', '_' and '-', at most 249 of them, and not '.' or '..'"));
        }
    }

    private static void checkCircle(
            Declaration declaration, String topic, Map<String, Declaration> read, Consumer<Finding> findings) {
        Declaration spout = read.get(topic);
        if (spout != null) {
            findings.accept(Finding.error(
                    place(declaration),
                    "topic.circle",
                    "spout '" + spout.id() + "' reads topic '" + topic
                            + "' too, so what is published there comes in again"));
        }
    }

    /** A partition is read by one task, and which has none stands idle. */
    private static void checkParallelism(CheckedTopology subject, Built<TopicSpout> spout, Consumer<Finding> findings) {
        Map<String, Integer> known = subject.partitions();
        if (!spout.made().topics().stream().allMatch(known::containsKey)) {
            return;
        }
        int partitions = spout.made().topics().stream().mapToInt(known::get).sum();
        int parallelism = ((VertexDef) spout.declaration().bean().orElseThrow()).getParallelism();
        if (parallelism > partitions) {
            Declaration declaration = spout.declaration();
            findings.accept(Finding.warning(
                    declaration.node().get("parallelism").map(FluxNode::place).orElseGet(declaration::place),
                    "topic.partitions",
                    "what spout '" + declaration.id() + "' reads has " + partitions + " partitions in all, so "
                            + (parallelism - partitions) + " of its " + parallelism + " executors have nothing to do"));
        }
    }

    private static FilePosition place(Declaration declaration) {
        return topic(declaration).map(FluxNode::place).orElseGet(declaration::place);
    }
}
