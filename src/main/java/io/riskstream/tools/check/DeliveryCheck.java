package io.riskstream.tools.check;

import io.riskstream.event.Batch;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.EventLoss;
import io.riskstream.storm.StageBolt;
import io.riskstream.storm.wait.DrainingWaitStrategy;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.check.CheckedTopology.Built;
import io.riskstream.tools.flux.ConfigEntry;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.storm.Config;
import org.apache.storm.flux.model.VertexDef;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.apache.storm.kafka.spout.KafkaSpoutConfig.ProcessingGuarantee;

/** What the configuration does to delivery: events lost without a word, sent again for nothing, or answered late. */
final class DeliveryCheck implements Check {
    private static final String KAFKA_BOLT = "org.apache.storm.kafka.bolt.KafkaBolt";
    private static final Pattern RETRIES = Pattern.compile("maxRetries=(\\d+)");
    /** Of a bolt of ours: it renews what it holds every third of the time-out, and looks once a second. */
    private static final int LEAST_TIMEOUT_SECONDS = 3;

    private static final int DEFAULT_TIMEOUT_SECONDS = 30;

    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        List<Stage> stages = subject.all(Kind.BOLT, StageBolt.class)
                .flatMap(bolt -> bolt.made().stages().stream())
                .toList();
        checkAckers(subject, !stages.isEmpty(), findings);
        checkPending(subject, findings);
        if (!stages.isEmpty()) {
            checkTimeout(subject, stages, findings);
            checkWaitStrategy(subject, stages, findings);
            checkSerializer(subject, findings);
        }
        kafkaSpouts(subject).forEach(spout -> checkRetries(spout.declaration(), spout.made(), findings));
        checkBatches(subject, findings);
        subject.model().vertices().forEach(vertex -> checkTasks(vertex, findings));
    }

    /** An executor runs one task at least, so Storm starts no more executors than there are tasks. */
    private static void checkTasks(Declaration vertex, Consumer<Finding> findings) {
        vertex.bean().map(VertexDef.class::cast).ifPresent(bean -> {
            if (bean.getNumTasks() > 0 && bean.getNumTasks() < bean.getParallelism()) {
                findings.accept(Finding.warning(
                        vertex.node().get("numTasks").map(FluxNode::place).orElseGet(vertex::place),
                        "delivery.tasks",
                        vertex.told() + " has " + bean.getNumTasks() + " tasks, so Storm starts no more than "
                                + bean.getNumTasks() + " of its " + bean.getParallelism() + " executors"));
            }
        });
    }

    private static Stream<Built<KafkaSpoutConfig<?, ?>>> kafkaSpouts(CheckedTopology subject) {
        return subject.all(Kind.COMPONENT, Object.class)
                .filter(component -> component.made() instanceof KafkaSpoutConfig)
                .map(component -> new Built<KafkaSpoutConfig<?, ?>>(
                        component.declaration(), (KafkaSpoutConfig<?, ?>) component.made()));
    }

    private static void checkAckers(CheckedTopology subject, boolean ours, Consumer<Finding> findings) {
        boolean atLeastOnce = ours
                || kafkaSpouts(subject)
                        .anyMatch(spout -> spout.made().getProcessingGuarantee() == ProcessingGuarantee.AT_LEAST_ONCE);
        if (atLeastOnce) {
            EventLoss.ofConfiguration(subject.model().configuration())
                    .ifPresent(loss -> findings.accept(Finding.error(
                                    place(subject, Config.TOPOLOGY_ACKER_EXECUTORS), "delivery.ackers", loss.cause())
                            .hinting(loss.hint())));
        }
    }

    private static void checkPending(CheckedTopology subject, Consumer<Finding> findings) {
        boolean bounded = number(subject, Config.TOPOLOGY_MAX_SPOUT_PENDING).isPresent();
        boolean kafka = subject.all(Kind.SPOUT, KafkaSpout.class).findAny().isPresent();
        if (kafka && !bounded && resolved(subject, Config.TOPOLOGY_MAX_SPOUT_PENDING)) {
            findings.accept(Finding.warning(
                            place(subject, Config.TOPOLOGY_MAX_SPOUT_PENDING),
                            "delivery.pending",
                            "nothing bounds how many events are under way, so a slow sink fills the memory")
                    .hinting("set " + Config.TOPOLOGY_MAX_SPOUT_PENDING));
        }
    }

    private static void checkTimeout(CheckedTopology subject, List<Stage> stages, Consumer<Finding> findings) {
        if (!resolved(subject, Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS)) {
            return;
        }
        int timeout = number(subject, Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS)
                .map(Number::intValue)
                .orElse(DEFAULT_TIMEOUT_SECONDS);
        boolean waits = stages.stream().anyMatch(stage -> stage.spec().asynchronous());
        // a publishing stage tries on, and its input's time-out is renewed meanwhile
        Duration deadlines = stages.stream()
                .map(Stage::spec)
                .filter(spec -> !spec.publishes())
                .flatMap(spec -> spec.deadline().stream())
                .reduce(Duration.ZERO, Duration::plus);
        FilePosition place = place(subject, Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS);
        if (deadlines.compareTo(Duration.ofSeconds(timeout)) >= 0) {
            findings.accept(Finding.warning(
                    place,
                    "delivery.timeout",
                    "the stages may wait " + deadlines.toMillis() + " ms in all, and after " + timeout
                            + " s Storm sends an event again"));
        } else if (waits && timeout < LEAST_TIMEOUT_SECONDS) {
            findings.accept(Finding.warning(
                    place,
                    "delivery.timeout",
                    "bolts cannot renew a time-out of less than " + LEAST_TIMEOUT_SECONDS
                            + " s in time, so Storm sends events again that are under way"));
        }
    }

    private static void checkWaitStrategy(CheckedTopology subject, List<Stage> stages, Consumer<Finding> findings) {
        Optional<StageSpec> waiting =
                stages.stream().map(Stage::spec).filter(StageSpec::asynchronous).findFirst();
        Object strategy = subject.model().configuration().get(Config.TOPOLOGY_BOLT_WAIT_STRATEGY);
        if (waiting.isPresent() && !DrainingWaitStrategy.class.getName().equals(strategy)) {
            findings.accept(Finding.warning(
                            place(subject, Config.TOPOLOGY_BOLT_WAIT_STRATEGY),
                            "delivery.wait-strategy",
                            "answers to stage '" + waiting.get().name()
                                    + "' wait for the next tuple, or for up to a second")
                    .hinting(
                            "set " + Config.TOPOLOGY_BOLT_WAIT_STRATEGY + ": " + DrainingWaitStrategy.class.getName()));
        }
    }

    /** Batches that cross workers need the serializer of theirs. */
    private static void checkSerializer(CheckedTopology subject, Consumer<Finding> findings) {
        Object registered = subject.model().configuration().get(Config.TOPOLOGY_KRYO_REGISTER);
        boolean ours = String.valueOf(registered).contains(Batch.class.getName() + "=");
        if (!ours) {
            boolean refused = Boolean.FALSE.equals(
                    subject.model().configuration().get(Config.TOPOLOGY_FALL_BACK_ON_JAVA_SERIALIZATION));
            FilePosition place = place(subject, Config.TOPOLOGY_KRYO_REGISTER);
            String hint = "under " + Config.TOPOLOGY_KRYO_REGISTER
                    + ", add - io.riskstream.event.Batch: io.riskstream.storm.BatchSerializer";
            findings.accept(
                    refused
                            ? Finding.error(place, "delivery.serializer", "batches of events cannot cross workers")
                                    .hinting(hint)
                            : Finding.warning(
                                            place,
                                            "delivery.serializer",
                                            "batches of events cross workers by Java's own serialization, which is slow")
                                    .hinting(hint));
        }
    }

    private static void checkRetries(
            Declaration declaration, KafkaSpoutConfig<?, ?> spout, Consumer<Finding> findings) {
        Matcher retries = RETRIES.matcher(String.valueOf(spout.getRetryService()));
        boolean atLeastOnce = spout.getProcessingGuarantee() == ProcessingGuarantee.AT_LEAST_ONCE;
        if (atLeastOnce && retries.find() && Long.parseLong(retries.group(1)) < Integer.MAX_VALUE) {
            findings.accept(Finding.error(
                            declaration.place(),
                            "delivery.retries",
                            "after " + retries.group(1)
                                    + " retries this spout drops a record and commits it, and tells nobody")
                    .hinting("let it retry Integer.MAX_VALUE times, and turn bad events away in a bolt"));
        } else if (spout.getProcessingGuarantee() == ProcessingGuarantee.NO_GUARANTEE) {
            findings.accept(Finding.warning(
                    declaration.place(),
                    "delivery.guarantee",
                    "with NO_GUARANTEE offsets are committed whether or not their records were handled"));
        }
    }

    /** Storm's inserts are batched by thread, so an ack from another thread than the executor's may never be sent. */
    private static void checkBatches(CheckedTopology subject, Consumer<Finding> findings) {
        Optional<Number> size = number(subject, Config.TOPOLOGY_PRODUCER_BATCH_SIZE);
        if (size.isPresent() && size.get().intValue() > 1) {
            subject.model().declarations(Kind.BOLT).stream()
                    .filter(bolt -> bolt.className().equals(KAFKA_BOLT) && !setsAsync(bolt))
                    .forEach(bolt -> findings.accept(Finding.warning(
                                    place(subject, Config.TOPOLOGY_PRODUCER_BATCH_SIZE),
                                    "delivery.batch",
                                    "bolt '" + bolt.id()
                                            + "' acks from Kafka's thread, whose last acks may wait in a batch for ever")
                            .hinting("set it to 1, or the bolt's setAsync to false")));
        }
    }

    private static boolean setsAsync(Declaration bolt) {
        return bolt.node()
                .leaves()
                .map(FluxNode::text)
                .anyMatch(text -> text.equals("async") || text.equals("setAsync"));
    }

    private static Optional<Number> number(CheckedTopology subject, String key) {
        return subject.model().configuration().get(key) instanceof Number number
                ? Optional.of(number)
                : Optional.empty();
    }

    /** Whether a setting is as it will be; a placeholder that is not replaced is told already. */
    private static boolean resolved(CheckedTopology subject, String key) {
        ConfigEntry setting = subject.model().settings().get(key);
        return setting == null || !String.valueOf(setting.value()).contains("${");
    }

    /** Where a setting stands, or could. */
    static FilePosition place(CheckedTopology subject, String key) {
        ConfigEntry setting = subject.model().settings().get(key);
        return setting != null
                ? setting.node().isNull()
                        ? setting.key().place()
                        : setting.node().place()
                : subject.model()
                        .root()
                        .flatMap(root -> root.entry("config"))
                        .map(entry -> entry.key().place())
                        .or(() -> subject.model().name().map(FluxNode::place))
                        .orElseGet(() -> new FilePosition(subject.model().file(), 1, 1, 1));
    }
}
