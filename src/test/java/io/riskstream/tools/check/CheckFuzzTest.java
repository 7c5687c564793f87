package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.check.ShippedPipelines.ChangedPipeline;
import io.riskstream.tools.check.StockFlux.Verdict;
import io.riskstream.tools.diff.Difference;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.QuietFlux;
import io.riskstream.tools.flux.Substitution;
import io.riskstream.tools.graph.Drawing;
import io.riskstream.tools.graph.TopologyGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replaces nodes of the shipped files by values of another kind, and corrupts their bytes. Each result must be findings with a position in a file, never an
 * exception. {@code -Dfuzz.count} and {@code -Dfuzz.seed} select more and other changes.
 */
@ExtendWith(QuietFlux.class)
class CheckFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_130);
    private static final int COUNT = Integer.getInteger("fuzz.count", 120);
    private static final Path FILTER = Path.of("conf/local.properties");
    private static final Properties LOCAL = ShippedPipelines.local();
    private static final Checker CHECKER = new Checker();
    private static final List<byte[]> ODD = List.of(
            new byte[] {(byte) 0xfc}, // a letter in ISO 8859-1
            new byte[] {(byte) 0xc3}, // the first of two bytes
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // half of a character
            new byte[] {(byte) 0xff, (byte) 0xfe},
            bytes("\0"),
            bytes("\u001b"),
            bytes("\r"),
            bytes("\ufeff"),
            bytes("\u0085"),
            bytes("\u2028"),
            bytes("\ufffe"),
            bytes("\ud83c\udf0a"),
            bytes("\""),
            bytes("\n---\n"),
            bytes("\n...\n"),
            bytes("\n"),
            bytes("&a "),
            bytes("*a "),
            bytes("? "),
            bytes("%"),
            bytes("${"));

    @TempDir
    private Path directory;

    @Test
    void reportsAValueOfAnyKindAnywhere() {
        Map<String, NodeMutations> sources = new LinkedHashMap<>();
        ShippedPipelines.sources().forEach((file, text) -> sources.put(file, new NodeMutations(text)));
        List<String> files = List.copyOf(sources.keySet());
        Random random = new Random(SEED);
        List<ChangedPipeline> changed = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String file = files.get(random.nextInt(files.size()));
            NodeMutations.Mutation mutation = sources.get(file).next(random);
            changes.add(file + mutation.description());
            changed.add(ShippedPipelines.changed(ShippedPipelines.fluxOf(file), file, mutation.text(), "node-" + i));
        }
        assertEquals(List.of(), faults(i -> fault(changed.get(i)).map(fault -> changes.get(i) + ": " + fault)));
    }

    private static Optional<String> fault(ChangedPipeline pipeline) {
        CheckReport report = CHECKER.check(pipeline.flux(), pipeline.text(), LOCAL);
        if (report.errors() == 0 && StockFlux.react(pipeline.text(), LOCAL).verdict() != Verdict.ACCEPTS) {
            return Optional.of("nothing found");
        }
        FluxModel model = FluxModel.of(pipeline.flux(), pipeline.text(), Substitution.by(LOCAL));
        if (model.root().isPresent()) {
            TopologyGraph graph = TopologyGraph.of(model, FluxBuild.of(model));
            for (Drawing drawing : Drawing.values()) {
                drawing.of(graph, Optional.empty());
            }
            Difference.of(FluxModel.read(Path.of(pipeline.flux()), Substitution.by(LOCAL)), model);
        }
        return misplaced(report);
    }

    @Test
    void reportsOddBytesAnywhere() throws IOException {
        Random random = new Random(SEED);
        List<Path> changed = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String file = ShippedPipelines.FILES.get(random.nextInt(ShippedPipelines.FILES.size()));
            byte[] bytes = corrupt(SourceFile.bytes(file), random);
            changed.add(Files.write(directory.resolve(i + ".yaml"), bytes));
        }
        assertEquals(List.of(), faults(i -> fault(changed.get(i))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] corrupt(byte[] bytes, Random random) {
        byte[] odd = ODD.get(random.nextInt(ODD.size()));
        int from = random.nextInt(bytes.length);
        int to = Math.min(from + random.nextInt(3), bytes.length);
        byte[] result = Arrays.copyOf(bytes, from + odd.length + bytes.length - to);
        System.arraycopy(odd, 0, result, from, odd.length);
        System.arraycopy(bytes, to, result, from + odd.length, bytes.length - to);
        boolean truncated = random.nextInt(20) == 0;
        return truncated ? Arrays.copyOf(result, random.nextInt(result.length)) : result;
    }

    private static Optional<String> fault(Path flux) {
        CheckReport report = CHECKER.check(flux, Optional.of(FILTER), false);
        byte[] bytes = SourceFile.bytes(flux.toString());
        boolean isText =
                Arrays.equals(bytes, new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        boolean reported =
                report.findings().stream().anyMatch(finding -> finding.code().equals("file.encoding"));
        return isText == reported ? Optional.of(flux + " is text: " + isText) : misplaced(report);
    }

    /** Applies a check to the numbers of all changes, and returns its faults. An exception is a fault. */
    private static List<String> faults(IntFunction<Optional<String>> check) {
        return IntStream.range(0, COUNT)
                .parallel()
                .mapToObj(i -> {
                    try {
                        return check.apply(i);
                    } catch (RuntimeException | Error e) {
                        StringWriter trace = new StringWriter();
                        e.printStackTrace(new PrintWriter(trace));
                        return Optional.of("change " + i + ": " + trace);
                    }
                })
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns a finding whose position is in no file, or that cannot be printed. */
    private static Optional<String> misplaced(CheckReport report) {
        for (ReportFormat format : ReportFormat.values()) {
            format.of(List.of(report));
        }
        return report.findings().stream()
                .filter(finding -> !isInFile(report, finding.position()))
                .findFirst()
                .map(finding -> "in no file: " + finding);
    }

    private static boolean isInFile(CheckReport report, FilePosition position) {
        return report.unmaskedLine(position)
                .filter(line -> position.column() <= line.codePointCount(0, line.length()) + 1)
                .isPresent();
    }
}
