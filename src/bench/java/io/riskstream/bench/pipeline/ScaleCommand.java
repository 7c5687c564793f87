package io.riskstream.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures the fused pipeline with one parameter changed at a time. Each measurement runs in separate JVMs, with Kafka and Redis in processes of their
 * own. The report also estimates the resources for a million events a second.
 *
 * <p>{@code ./mvnw -q package -DskipTests} and then {@code ./mvnw -q -Pbench,peers test-compile exec:exec -Dbench="scale"} takes about 20 minutes, and
 * needs an otherwise idle machine.
 */
@Command(
        name = "scale",
        description =
                "Measures the fused pipeline with more tasks, workers, rules and look-ups, larger events and a smaller near-cache.",
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Callable<Integer> {
    private static final Path CLASSES = Path.of("target/classes");

    @Option(
            names = "--events",
            defaultValue = "2400000",
            description = "claims for a common point; slow points get a share of them (${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--only",
            split = ",",
            description = "run only these axes: tasks, workers, flink, size, rules, lookups, cache")
    private List<String> only = List.of();

    @Option(names = "--out", defaultValue = "target/bench", description = "directory of the report (${DEFAULT-VALUE})")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Axis> axes = axes();
        if (axes.contains(Axis.WORKERS)) {
            requireCurrentJar();
        }
        Files.createDirectories(out);
        PointResults results = new PointResults();
        try (ScratchDirectory directory = ScratchDirectory.create();
                Servers servers = Servers.start(directory.path());
                Broker broker = new Broker(servers.bootstrapServers())) {
            Scale scale = new Scale(servers, broker, directory.path());
            for (Map.Entry<Shape, Set<Axis.Row>> shape : byShape(axes).entrySet()) {
                int count = shape.getKey().events(events);
                int invalid = Feed.load(servers, broker, count, shape.getKey());
                for (Axis.Row row : shape.getValue()) {
                    measure(scale, row, count, invalid, results);
                }
            }
            if (axes.contains(Axis.CACHE)) {
                Changes.Result changes = new Changes(servers).measure();
                results.add(changes);
                System.out.printf(
                        Locale.ROOT,
                        "a changed record            %7.2f us of Redis, and %.2f us for each worker%n",
                        changes.writeMicros(),
                        changes.notifyMicros());
            }
        }
        ScaleReport.write(out, axes, results);
        System.out.println("written: " + out.resolve("scale.md"));
        return results.failures() == 0 ? 0 : 1;
    }

    private static void measure(Scale scale, Axis.Row row, int count, int invalid, PointResults results)
            throws IOException {
        try {
            Scale.Result result = scale.measure(row.point(), count, invalid);
            results.add(row.point(), result);
            System.out.printf(
                    Locale.ROOT,
                    "%-26s %7.2f us CPU/event (JIT %5.2f)  %,9.0f events/s  broker %5.2f us  Redis %5.2f us  in memory %5.1f %%"
                            + "  counted %,d  others %.2f cores%n",
                    row.label(),
                    result.cpuMicros(),
                    result.compilerMicros(),
                    result.perSecond(),
                    result.brokerMicros(),
                    result.redisMicros(),
                    result.inMemory() * 100,
                    result.counted(),
                    result.others());
        } catch (RuntimeException e) {
            // reported here, in the report and by the exit code; the other points are still measured
            results.addFailure(row.point(), String.valueOf(e.getMessage()));
            System.out.printf(Locale.ROOT, "%-26s FAILED: %s%n", row.label(), e.getMessage());
        }
    }

    /** Returns every point once, under its first label, grouped by the claims that it uses. */
    private static Map<Shape, Set<Axis.Row>> byShape(List<Axis> axes) {
        Map<Shape, Set<Axis.Row>> shapes = new LinkedHashMap<>();
        Set<Point> seen = new LinkedHashSet<>();
        for (Axis axis : axes) {
            for (Axis.Row row : axis.rows()) {
                if (seen.add(row.point())) {
                    shapes.computeIfAbsent(row.point().shape(), shape -> new LinkedHashSet<>())
                            .add(row);
                }
            }
        }
        return shapes;
    }

    private List<Axis> axes() {
        PartSelection selection = PartSelection.of(only, Axis.names(), "axis", spec);
        List<Axis> axes = new ArrayList<>();
        for (Axis axis : Axis.values()) {
            if (axis == Axis.FLINK && !Contestant.flink(1).present()) {
                System.out.println("the axis `flink` is skipped: it requires the profile `peers`");
            } else if (selection.includes(axis.argument())) {
                axes.add(axis);
            }
        }
        return axes;
    }

    /** Rejects a missing or outdated jar, since the workers run the code in the jar. */
    private void requireCurrentJar() throws IOException {
        String remedy = "; run `./mvnw -q package -DskipTests`, or omit the axis `workers` with `--only`";
        if (!Files.isRegularFile(Scale.JAR)) {
            throw new ParameterException(spec.commandLine(), "no " + Scale.JAR + remedy);
        }
        FileTime built = Files.getLastModifiedTime(Scale.JAR);
        try (Stream<Path> classes = Files.walk(CLASSES)) {
            Optional<Path> newer = Optional.empty();
            for (Path file : classes.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
                    newer = Optional.of(file);
                }
            }
            newer.ifPresent(file -> {
                throw new ParameterException(spec.commandLine(), Scale.JAR + " is older than " + file + remedy);
            });
        }
    }
}
