package io.riskstream.tools.cli;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.cases.CaseResult;
import io.riskstream.tools.cases.CaseRunner;
import io.riskstream.tools.cases.CasesFile;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.upgrade.CommittedOffsets;
import io.riskstream.tools.upgrade.NimbusControl;
import io.riskstream.tools.upgrade.SourceTopics;
import io.riskstream.tools.upgrade.Upgrade;
import io.riskstream.tools.upgrade.UpgradeException;
import io.riskstream.tools.upgrade.UpgradeReport;
import io.riskstream.tools.upgrade.UpgradeSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "upgrade",
        description =
                "Replaces the running topology of a pipeline with this version, which continues where the old one ends. Run it with `storm jar`. Checks the Flux file and runs its cases first.",
        mixinStandardHelpOptions = true)
final class UpgradeCommand implements Callable<Integer> {
    private static final int API_TIMEOUT_MILLIS = 30_000;
    private static final long MIN_SETTLING_MILLIS = 1_000;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FLUX", description = "the Flux file of the new version")
    private Path flux;

    @Option(
            names = "--replaces",
            paramLabel = "NAME",
            description =
                    "the running topology to replace (default: the only running one with the name in the Flux file, or with that name and -v2, -v3, ...)")
    private String replaces;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "the name of the new topology (default: the name in the Flux file with -v2, or the next number after that of the old one)")
    private String name;

    @Option(
            names = "--in-place",
            description =
                    "end the old topology before the new one is submitted under the same name: needs no free worker slots, but nothing is scored while the new workers start")
    private boolean inPlace;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description =
                    "time for each step, such as the start of the workers, after which the upgrade is undone (default: ${DEFAULT-VALUE})")
    private int patience;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws Exception {
        if (inPlace && name != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--name: the topology keeps its name with --in-place");
        } else if (patience <= 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--patience: " + patience + " is not at least 1");
        }
        Optional<Pipeline> checked = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
        if (checked.isEmpty() || !casesHold(checked.get())) {
            return ExitCode.PROBLEM;
        }
        Pipeline pipeline = checked.get();
        requireResuming(pipeline);
        List<Kafka> clusters = pipeline.components(Kafka.class);
        if (clusters.size() != 1) {
            throw new IllegalArgumentException(
                    flux + ": declares " + clusters.size() + " Kafka clusters; `upgrade` needs exactly one");
        }
        PrintWriter out = spec.commandLine().getOut();
        UpgradeSettings settings = settings(pipeline);
        try (CommittedOffsets offsets = new CommittedOffsets(settings.sources(), consumerProperties(clusters.get(0)))) {
            UpgradeReport report = new Upgrade(
                            settings,
                            new NimbusControl(pipeline, TopologyVersionCommand.version(pipeline)),
                            offsets,
                            step -> {
                                out.println(step);
                                out.flush();
                            })
                    .run();
            out.printf(
                    Locale.ROOT,
                    "%s runs in place of %s; nothing was read for %.1f s, and %,d records wait%n",
                    report.name(),
                    report.replaced(),
                    report.gap().toMillis() / 1_000.0,
                    report.waiting());
            out.flush();
            return ExitCode.OK;
        } catch (UpgradeException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.PROBLEM;
        }
    }

    private UpgradeSettings settings(Pipeline pipeline) {
        Set<SourceTopics> sources = NimbusControl.sources(pipeline.topology());
        long commitMillis = pipeline.spouts(TopicSpout.class).stream()
                .mapToLong(spout -> spout.commitInterval().toMillis())
                .max()
                .orElse(0);
        return new UpgradeSettings(
                pipeline.name(),
                Optional.ofNullable(replaces),
                Optional.ofNullable(name),
                NimbusControl.workers(pipeline),
                sources,
                inPlace,
                Duration.ofMillis(MIN_SETTLING_MILLIS + commitMillis),
                Duration.ofSeconds(patience));
    }

    /** The 10 s after which a spout asks again can be too short on a busy machine, and a reading that fails ends the upgrade. */
    private static Map<String, Object> consumerProperties(Kafka cluster) {
        Map<String, Object> properties = new HashMap<>(cluster.consumerProperties());
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
        return properties;
    }

    /** A spout that ignores committed offsets would read the topic again, or skip what arrives during the upgrade. */
    private void requireResuming(Pipeline pipeline) {
        if (!pipeline.spouts(TopicSpout.class).stream().allMatch(TopicSpout::resumes)) {
            throw new IllegalArgumentException(
                    flux
                            + ": a spout has `startFrom` EARLIEST or LATEST and would not continue where the old topology ends; use UNCOMMITTED_EARLIEST");
        }
    }

    private boolean casesHold(Pipeline pipeline) {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Path> file = CaseSuite.find(pipeline);
        if (file.isEmpty()) {
            out.println("there are no cases to run");
            return true;
        }
        CaseRunner runner = new CaseRunner(pipeline);
        CasesFile cases = CasesFile.read(SourceFile.read(file.get().toString()));
        List<CaseResult> failing = cases.cases().stream()
                .map(runner::run)
                .filter(result -> !result.holds())
                .toList();
        failing.forEach(result -> spec.commandLine()
                .getErr()
                .println("case fails: " + result.ran().name()));
        if (!failing.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(failing.size() + " of " + cases.cases().size()
                            + " cases fail, so nothing is upgraded; `test` reports why");
        } else {
            out.println(cases.cases().size() + " cases hold");
        }
        return failing.isEmpty();
    }
}
