package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the Flux file of a {@link Wiring}: the text of the fused pipeline's file with the differences. */
final class ScaledFlux {
    static final String TOPOLOGY = "bench-claims-fused";
    static final String GROUP = "riskstream-bench-claims-fused";

    private static final Path SHIPPED = Path.of("flux/bench-claims-fused.yaml");
    private static final String SCORECARD = "topologies/bench-claims/scorecard.yaml";
    private static final Pattern LOOKUPS =
            Pattern.compile("  # Six look-ups.*?(?=  # The event type)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String LOOKUP = """
              - id: %s
                className: io.riskstream.enrich.Lookup
                constructorArgs:
                  - name: %1$s
                    key: "%1$s:{%s}"
                    fields: {a: double, b: double}

            """;

    private final Path directory;
    private int written;

    /** Creates a writer for this directory. */
    ScaledFlux(Path directory) {
        this.directory = directory;
    }

    /** A look-up, with the claim's field in its key, and the look-up of {@link Workload#LOOKUPS} whose ids it uses. */
    record Lookup(String name, String field, String original) {}

    /** Returns this number of look-ups. Those beyond the workload's have other records with the same ids. */
    static List<Lookup> lookups(int count) {
        List<String> originals = List.copyOf(Workload.LOOKUPS.keySet());
        List<Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String original = originals.get(i % originals.size());
            int round = i / originals.size();
            lookups.add(new Lookup(
                    round == 0 ? original : original + (round + 1), Workload.LOOKUPS.get(original), original));
        }
        return lookups;
    }

    /** Writes the file. */
    Path write(Wiring wiring) throws IOException {
        Path scorecard = directory.resolve("scorecard-" + ++written + ".yaml");
        Files.writeString(scorecard, ScaledScorecard.of(Files.readString(Path.of(SCORECARD)), wiring));
        String text = FluxFiles.inlined(SHIPPED);
        text = change(text, SCORECARD, scorecard.toAbsolutePath().toString());
        text = change(
                text,
                "className: io.riskstream.storm.spout.BatchSpout\n    parallelism: 1",
                "className: io.riskstream.storm.spout.BatchSpout\n    parallelism: " + wiring.tasks());
        text = change(
                text,
                "- id: parse-to-publish\n    className: io.riskstream.storm.StageBolt\n    parallelism: 1",
                "- id: parse-to-publish\n    className: io.riskstream.storm.StageBolt\n    parallelism: "
                        + wiring.tasks());
        text = change(
                text,
                "- deadlineMillis: ${lookups.deadline.millis}",
                "- deadlineMillis: ${lookups.deadline.millis}\n        cacheEntries: " + wiring.cacheEntries());
        text = change(
                text, "topology.acker.executors: 1", "topology.acker.executors: " + Math.max(1, wiring.workers()));
        return Files.writeString(directory.resolve("flux-" + written + ".yaml"), withLookups(text, wiring.lookups()));
    }

    private static String withLookups(String text, int count) {
        List<Lookup> lookups = lookups(count);
        StringBuilder components = new StringBuilder();
        lookups.forEach(lookup -> components.append(String.format(LOOKUP, lookup.name(), lookup.field())));
        Matcher shipped = LOOKUPS.matcher(text);
        if (!shipped.find()) {
            throw new IllegalStateException(SHIPPED + " has no part with six look-ups before the event type");
        }
        String others = shipped.replaceFirst(Matcher.quoteReplacement(components.toString()));
        return change(
                others,
                String.join(", ", Workload.LOOKUPS.keySet()),
                String.join(", ", lookups.stream().map(Lookup::name).toList()));
    }

    private static String change(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new IllegalStateException(SHIPPED + " has no '" + from + "' to replace");
        }
        return text.replace(from, to);
    }
}
