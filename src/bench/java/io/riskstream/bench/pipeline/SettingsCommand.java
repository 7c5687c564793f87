package io.riskstream.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures the effect of the settings in {@code conf/*.yaml} on the pipeline, one changed at a time, each in a separate JVM: the CPU time of an idle JVM,
 * and of one with only Storm's daemons; the latency at low and medium rates; and the throughput on claims that are already in Kafka.
 *
 * <p>{@code ./mvnw -q -Pbench,peers test-compile exec:exec -Dbench="settings"} takes about 12 minutes, and needs an otherwise idle machine.
 */
@Command(
        name = "settings",
        description = "Profiles of conf/, and their settings one at a time: idle CPU, latency, CPU an event.",
        mixinStandardHelpOptions = true)
public final class SettingsCommand implements Callable<Integer> {
    /** How long a JVM needs to become idle after its last claim: commits, compilations, the short phases of the wait strategy. */
    private static final Duration REST = Duration.ofSeconds(5);
    /** How long Storm's daemons run before they are measured on their own. */
    private static final Duration DAEMONS_START = Duration.ofSeconds(15);

    @Option(names = "--only", split = ",", description = "run only these variants; by default, all")
    private List<String> only = List.of();

    @Option(
            names = "--events",
            defaultValue = "3000000",
            description = "claims at full speed; 0 to skip this part (${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "50,5000",
            description = "claims a second for latency (${DEFAULT-VALUE})")
    private List<Integer> rates = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "6",
            description =
                    "how long at each rate, and for the warm-up; 0 to skip latency and idle CPU (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--idle", defaultValue = "15", description = "seconds of idle CPU (${DEFAULT-VALUE})")
    private int idleSeconds;

    @Option(names = "--out", defaultValue = "target/bench", description = "directory of the report (${DEFAULT-VALUE})")
    private Path out;

    @Spec
    private CommandSpec spec;

    /** The results of one variant, as far as it was measured. */
    private static final class Row {
        private double idle = Double.NaN;
        private List<Histogram> latencies = List.of();
        private Optional<Throughput.Result> speed = Optional.empty();
    }

    private final Map<Setting, Row> rows = new LinkedHashMap<>();
    private double daemons = Double.NaN;

    @Override
    public Integer call() throws IOException {
        chosen().forEach(setting -> rows.put(setting, new Row()));
        Files.createDirectories(out);
        try (ScratchDirectory directory = ScratchDirectory.create();
                Servers servers = Servers.start(directory.path());
                Broker broker = new Broker(servers.bootstrapServers())) {
            if (seconds > 0) {
                rest(servers, broker, directory.path());
            }
            if (events > 0) {
                work(servers, broker, directory.path());
            }
        }
        Path report = out.resolve("settings.md");
        Files.write(report, report());
        System.out.println("written: " + report);
        return 0;
    }

    private List<Setting> chosen() {
        List<String> names = Setting.ALL.stream().map(Setting::name).toList();
        PartSelection asked = PartSelection.of(only, names, "variant", spec);
        return Setting.ALL.stream()
                .filter(setting -> asked.includes(setting.name()))
                .toList();
    }

    private void rest(Servers servers, Broker broker, Path directory) {
        try (JavaProcess storm = Setting.daemons().start(servers, directory, Optional.empty())) {
            pause(DAEMONS_START);
            daemons = idle(storm);
        }
        System.out.printf(Locale.ROOT, "%-14s idle %5.2f %% of a core%n", "daemons", daemons);
        try (Latency latency = new Latency(servers, broker, directory)) {
            rows.forEach((setting, row) -> {
                if (setting.measuresIdle()) {
                    Contestant contestant = setting.contestant();
                    row.latencies = latency
                            .measure(
                                    contestant,
                                    () -> contestant.start(servers, directory, Optional.empty(), setting.jvm()),
                                    rates,
                                    seconds,
                                    seconds,
                                    process -> row.idle = idle(process))
                            .stream()
                            .map(Latency.Result::micros)
                            .toList();
                    System.out.printf(Locale.ROOT, "%-14s %s%n", setting.name(), String.join("  ", restCells(row)));
                }
            });
        }
    }

    /** Returns the CPU use of an idle process, in percent of a processor. */
    private double idle(JavaProcess process) {
        pause(REST);
        Duration before = process.cpu();
        long from = System.nanoTime();
        pause(Duration.ofSeconds(idleSeconds));
        return 100.0 * process.cpu().minus(before).toNanos() / (System.nanoTime() - from);
    }

    private static void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void work(Servers servers, Broker broker, Path directory) {
        Throughput throughput = new Throughput(servers, broker, directory);
        ResultComparison comparison = new ResultComparison(servers);
        Feed.load(servers, broker, events);
        rows.forEach((setting, row) -> {
            if (setting.measuresFullSpeed()) {
                Contestant contestant = setting.contestant();
                Throughput.Result result = throughput.measure(
                        contestant,
                        events,
                        () -> contestant.start(servers, directory, Optional.empty(), setting.jvm()));
                row.speed = Optional.of(result);
                System.out.printf(
                        Locale.ROOT,
                        "%-14s %s  others %.2f cores  %s%n",
                        setting.name(),
                        String.join("  ", speedCells(row)),
                        result.others(),
                        comparison.compare(contestant, events));
            }
        });
    }

    private List<String> report() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# Settings, one at a time");
        lines.add("");
        StringBuilder head = new StringBuilder("| | idle, % of a core |");
        rates.forEach(rate -> head.append(String.format(Locale.ROOT, " %,d/s: mean, p50, p99 ms |", rate)));
        lines.add(head + " at full speed: us CPU an event, share of the JIT, us of the broker, events/s |");
        lines.add("|---".repeat(rates.size() + 3) + "|");
        lines.add(
                String.format(Locale.ROOT, "| only Storm's daemons | %.2f |", daemons) + " |".repeat(rates.size() + 1));
        rows.forEach((setting, row) -> {
            List<String> cells = new ArrayList<>(List.of(setting.title()));
            cells.addAll(restCells(row));
            cells.add(String.join(", ", speedCells(row)));
            lines.add("| " + String.join(" | ", cells) + " |");
        });
        lines.add("");
        Environment.describe().forEach(line -> lines.add("- " + line));
        lines.add(
                "- `flux/bench-claims-fused.yaml`, one setting changed at a time; idle: the CPU time of the whole JVM over "
                        + idleSeconds + " s without claims, Storm's daemons, worker and Kafka clients included");
        lines.add("- latency as in `bench pipeline --latency`, " + seconds
                + " s at each rate; full speed as in `bench pipeline`, "
                + String.format(Locale.ROOT, "%,d claims", events));
        return lines;
    }

    private List<String> restCells(Row row) {
        List<String> cells = new ArrayList<>(List.of(Double.isNaN(row.idle) ? "" : number("%.2f", row.idle)));
        for (int i = 0; i < rates.size(); i++) {
            cells.add(
                    row.latencies.isEmpty()
                            ? ""
                            : number("%.2f", row.latencies.get(i).getMean() / 1e3) + ", "
                                    + number("%.1f", row.latencies.get(i).getValueAtPercentile(50) / 1e3) + ", "
                                    + number("%.1f", row.latencies.get(i).getValueAtPercentile(99) / 1e3));
        }
        return cells;
    }

    private static List<String> speedCells(Row row) {
        return row.speed
                .map(result -> List.of(
                        number("%.2f", result.cpuMicros()),
                        number("%.2f", result.compilerMicros()),
                        number("%.2f", result.brokerMicros()),
                        number("%,.0f", result.perSecond())))
                .orElse(List.of());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
