package io.riskstream.tools.check;

import io.riskstream.event.Batch;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.EventLoss;
import io.riskstream.storm.spout.TopicSpout;
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

/** Reports configuration that loses events, sends events again without need, or delays them. */
final class DeliveryCheck implements Check {
    private static final String KAFKA_BOLT = "org.apache.storm.kafka.bolt.KafkaBolt";
    private static final Pattern RETRIES = Pattern.compile("maxRetries=(\\d+)");
    /** A bolt of stages renews the time-out of pending inputs every third of the time-out, and checks once per second. */
    private static final int MIN_TIMEOUT_SECONDS = 3;

    private static final int DEFAULT_TIMEOUT_SECONDS = 30;

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        boolean runsStages = topology.stageComponents().findAny().isPresent();
        checkAckers(topology, runsStages, findings);
        checkPending(topology, findings);
        if (runsStages) {
            // a spout that runs stages has no tuple of the events in them, and does not wait for one
            List<Stage> ofBolts = topology.stageComponents()
                    .filter(component -> component.declaration().kind() == Kind.BOLT)
                    .flatMap(component -> component.object().stages().stream())
                    .toList();
            checkTimeout(topology, ofBolts, findings);
            checkWaitStrategy(topology, ofBolts, findings);
            checkSerializer(topology, findings);
        }
        kafkaSpouts(topology).forEach(spout -> checkRetries(spout.declaration(), spout.object(), findings));
        checkBatches(topology, findings);
        topology.model().vertices().forEach(vertex -> checkTasks(vertex, findings));
    }

    /**
     * Reports a bolt or spout without executors, and one with more executors than tasks: an executor runs at least one task, so Storm starts no more
     * executors than tasks.
     */
    private static void checkTasks(Declaration vertex, Consumer<Finding> findings) {
        vertex.bean().map(VertexDef.class::cast).ifPresent(bean -> {
            if (bean.getParallelism() < 1) {
                findings.accept(Finding.error(
                        vertex.node().get("parallelism").map(FluxNode::position).orElseGet(vertex::position),
                        "delivery.parallelism",
                        vertex.description() + " has parallelism " + bean.getParallelism()
                                + ", and Storm requires at least 1"));
            } else if (bean.getNumTasks() > 0 && bean.getNumTasks() < bean.getParallelism()) {
                findings.accept(Finding.warning(
                        vertex.node().get("numTasks").map(FluxNode::position).orElseGet(vertex::position),
                        "delivery.tasks",
                        vertex.description() + " has " + bean.getNumTasks() + " tasks, so Storm starts no more than "
                                + bean.getNumTasks() + " of its " + bean.getParallelism() + " executors"));
            }
        });
    }

    private static Stream<Built<KafkaSpoutConfig<?, ?>>> kafkaSpouts(CheckedTopology topology) {
        return topology.all(Kind.COMPONENT, Object.class)
                .filter(component -> component.object() instanceof KafkaSpoutConfig)
                .map(component -> new Built<KafkaSpoutConfig<?, ?>>(
                        component.declaration(), (KafkaSpoutConfig<?, ?>) component.object()));
    }

    private static void checkAckers(CheckedTopology topology, boolean stages, Consumer<Finding> findings) {
        boolean atLeastOnce = stages
                || kafkaSpouts(topology)
                        .anyMatch(
                                spout -> spout.object().getProcessingGuarantee() == ProcessingGuarantee.AT_LEAST_ONCE);
        if (atLeastOnce) {
            EventLoss.ofConfiguration(topology.model().configuration())
                    .ifPresent(loss -> findings.accept(Finding.error(
                                    position(topology, Config.TOPOLOGY_ACKER_EXECUTORS),
                                    "delivery.ackers",
                                    loss.cause())
                            .withHint(loss.hint())));
        }
    }

    private static void checkPending(CheckedTopology topology, Consumer<Finding> findings) {
        boolean bounded = number(topology, Config.TOPOLOGY_MAX_SPOUT_PENDING).isPresent();
        boolean kafka = topology.all(Kind.SPOUT, KafkaSpout.class).findAny().isPresent();
        if (kafka && !bounded && isResolved(topology, Config.TOPOLOGY_MAX_SPOUT_PENDING)) {
            findings.accept(Finding.warning(
                            position(topology, Config.TOPOLOGY_MAX_SPOUT_PENDING),
                            "delivery.pending",
                            "there is no limit to the number of events in processing, so a slow sink fills the memory")
                    .withHint("set " + Config.TOPOLOGY_MAX_SPOUT_PENDING));
        }
        number(topology, Config.TOPOLOGY_MAX_SPOUT_PENDING)
                .ifPresent(pending -> topology.all(Kind.SPOUT, TopicSpout.class)
                        .filter(spout -> pending.longValue() <= spout.object().fullTuplesInFlight())
                        .forEach(spout -> findings.accept(Finding.warning(
                                        position(topology, Config.TOPOLOGY_MAX_SPOUT_PENDING),
                                        "delivery.pending",
                                        "Storm stops spout '"
                                                + spout.declaration().id()
                                                + "' at " + pending
                                                + " pending tuples, before the spout reaches its own limit; after a worker has died, it then emits nothing until the lost tuples time out")
                                .withHint("set it to more than "
                                        + spout.object().fullTuplesInFlight()
                                        + ", and limit the spout with maxInFlightEvents"))));
    }

    private static void checkTimeout(CheckedTopology topology, List<Stage> stages, Consumer<Finding> findings) {
        if (!isResolved(topology, Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS)) {
            return;
        }
        int timeout = number(topology, Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS)
                .map(Number::intValue)
                .orElse(DEFAULT_TIMEOUT_SECONDS);
        boolean waits = stages.stream().anyMatch(stage -> stage.spec().asynchronous());
        // a publishing stage retries without limit, and the bolt renews the time-out of its inputs
        Duration deadlines = stages.stream()
                .map(Stage::spec)
                .filter(spec -> !spec.publishes())
                .flatMap(spec -> spec.deadline().stream())
                .reduce(Duration.ZERO, Duration::plus);
        FilePosition position = position(topology, Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS);
        if (deadlines.compareTo(Duration.ofSeconds(timeout)) >= 0) {
            findings.accept(Finding.warning(
                    position,
                    "delivery.timeout",
                    "the stages may wait " + deadlines.toMillis()
                            + " ms in total, but Storm sends an event again after " + timeout + " s"));
        } else if (waits && timeout < MIN_TIMEOUT_SECONDS) {
            findings.accept(Finding.warning(
                    position,
                    "delivery.timeout",
                    "bolts cannot renew a time-out of less than " + MIN_TIMEOUT_SECONDS
                            + " s in time, so Storm sends events again that are still in processing"));
        }
    }

    private static void checkWaitStrategy(CheckedTopology topology, List<Stage> stages, Consumer<Finding> findings) {
        Optional<StageSpec> waiting =
                stages.stream().map(Stage::spec).filter(StageSpec::asynchronous).findFirst();
        Object strategy = topology.model().configuration().get(Config.TOPOLOGY_BOLT_WAIT_STRATEGY);
        if (waiting.isPresent()
                && !DrainingWaitStrategy.class.getName().equals(strategy)
                && isResolved(topology, Config.TOPOLOGY_BOLT_WAIT_STRATEGY)) {
            findings.accept(Finding.warning(
                            position(topology, Config.TOPOLOGY_BOLT_WAIT_STRATEGY),
                            "delivery.wait-strategy",
                            "a bolt processes the answers to stage '"
                                    + waiting.get().name() + "' only with the next tuple, or after up to one second")
                    .withHint(
                            "set " + Config.TOPOLOGY_BOLT_WAIT_STRATEGY + ": " + DrainingWaitStrategy.class.getName()));
        }
    }

    /** Reports a missing serializer of batches, which pass between workers. */
    private static void checkSerializer(CheckedTopology topology, Consumer<Finding> findings) {
        Object registered = topology.model().configuration().get(Config.TOPOLOGY_KRYO_REGISTER);
        boolean present = String.valueOf(registered).contains(Batch.class.getName() + "=");
        if (!present && isResolved(topology, Config.TOPOLOGY_KRYO_REGISTER)) {
            boolean required = Boolean.FALSE.equals(
                    topology.model().configuration().get(Config.TOPOLOGY_FALL_BACK_ON_JAVA_SERIALIZATION));
            FilePosition position = position(topology, Config.TOPOLOGY_KRYO_REGISTER);
            String hint = "under " + Config.TOPOLOGY_KRYO_REGISTER
                    + ", add - io.riskstream.event.Batch: io.riskstream.storm.BatchSerializer";
            findings.accept(
                    required
                            ? Finding.error(
                                            position,
                                            "delivery.serializer",
                                            "batches of events cannot pass between workers")
                                    .withHint(hint)
                            : Finding.warning(
                                            position,
                                            "delivery.serializer",
                                            "Storm uses Java serialization for batches that pass between workers, which is slow")
                                    .withHint(hint));
        }
    }

    private static void checkRetries(
            Declaration declaration, KafkaSpoutConfig<?, ?> spout, Consumer<Finding> findings) {
        Matcher retries = RETRIES.matcher(String.valueOf(spout.getRetryService()));
        boolean atLeastOnce = spout.getProcessingGuarantee() == ProcessingGuarantee.AT_LEAST_ONCE;
        if (atLeastOnce && retries.find() && Long.parseLong(retries.group(1)) < Integer.MAX_VALUE) {
            findings.accept(Finding.error(
                            declaration.position(),
                            "delivery.retries",
                            "after " + retries.group(1)
                                    + " retries this spout silently drops a record and commits its offset")
                    .withHint("set Integer.MAX_VALUE retries, and reject invalid events in a bolt"));
        } else if (spout.getProcessingGuarantee() == ProcessingGuarantee.NO_GUARANTEE) {
            findings.accept(Finding.warning(
                    declaration.position(),
                    "delivery.guarantee",
                    "with NO_GUARANTEE the spout commits offsets of records that are not processed yet"));
        }
    }

    /** Reports a bolt that acks from another thread than the executor's: Storm batches tuples per thread, so such an ack may never be sent. */
    private static void checkBatches(CheckedTopology topology, Consumer<Finding> findings) {
        Optional<Number> size = number(topology, Config.TOPOLOGY_PRODUCER_BATCH_SIZE);
        if (size.isPresent() && size.get().intValue() > 1) {
            topology.model().declarations(Kind.BOLT).stream()
                    .filter(bolt -> bolt.className().equals(KAFKA_BOLT) && !setsAsync(bolt))
                    .forEach(bolt -> findings.accept(Finding.warning(
                                    position(topology, Config.TOPOLOGY_PRODUCER_BATCH_SIZE),
                                    "delivery.batch",
                                    "bolt '" + bolt.id()
                                            + "' acknowledges from a thread of Kafka, whose last acks may stay in a batch forever")
                            .withHint("set it to 1, or the bolt's setAsync to false")));
        }
    }

    private static boolean setsAsync(Declaration bolt) {
        return bolt.node()
                .leaves()
                .map(FluxNode::text)
                .anyMatch(text -> text.equals("async") || text.equals("setAsync"));
    }

    private static Optional<Number> number(CheckedTopology topology, String key) {
        return topology.model().configuration().get(key) instanceof Number number
                ? Optional.of(number)
                : Optional.empty();
    }

    /** True if the value of a setting is known: it contains no placeholder, and the setting is not misspelt. Other checks report those. */
    private static boolean isResolved(CheckedTopology topology, String key) {
        ConfigEntry setting = topology.model().settings().get(key);
        if (setting != null) {
            return !String.valueOf(setting.value()).contains("${");
        }
        return topology.model().settings().keySet().stream()
                .filter(other -> StormSettings.field(other).isEmpty())
                .noneMatch(other ->
                        StormSettings.nearest(other).filter(key::equals).isPresent());
    }

    /** Returns the position of a setting, or where it could be added. */
    static FilePosition position(CheckedTopology topology, String key) {
        ConfigEntry setting = topology.model().settings().get(key);
        return setting != null
                ? setting.node().isNull()
                        ? setting.key().position()
                        : setting.node().position()
                : topology.model()
                        .root()
                        .flatMap(root -> root.entry("config"))
                        .map(entry -> entry.key().position())
                        .or(() -> topology.model().name().map(FluxNode::position))
                        .orElseGet(() -> FilePosition.start(topology.model().file()));
    }
}
