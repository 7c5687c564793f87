package io.riskstream.tools.cli;

import io.riskstream.event.EventType;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.pmml.PmmlImport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        description = "Converts a scorecard or a regression model of another tool to a scorecard, and compiles it.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    /** The formats that can be imported. */
    private enum Format {
        PMML
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FORMAT",
            description = "pmml: an XML file with a PMML model of the kind Scorecard or RegressionModel")
    @SuppressWarnings("UnusedVariable") // there is one format so far
    private Format format;

    @Parameters(index = "1", paramLabel = "FILE", description = "the file to import")
    private Path file;

    @Option(
            names = "--flux",
            paramLabel = "FLUX",
            description =
                    "the Flux file of the pipeline that will score with it; its event type must have the fields (default: the fields that the file declares)")
    private Path flux;

    @Option(
            names = "--band",
            paramLabel = "DECISION[=SCORE]",
            description =
                    "a decision and the lowest score of its band, highest first, such as --band refer=600 --band accept; the last has no score (default: one band, accept)")
    private List<String> bands = List.of("accept");

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "write the scorecard to this file, which must not exist (default: print it)")
    private Path output;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("no such file: " + file);
        }
        if (output != null && Files.exists(output)) {
            throw new IllegalArgumentException("--output: " + output + " exists already");
        }
        Optional<EventType> type = Optional.empty();
        if (flux != null) {
            Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
            if (pipeline.isEmpty()) {
                return ExitCode.PROBLEM;
            }
            List<EventType> types = pipeline.get().components(EventType.class);
            if (types.size() != 1) {
                throw new IllegalArgumentException(
                        flux + ": declares " + types.size() + " event types; `import` needs exactly one");
            }
            type = Optional.of(types.get(0));
        }
        PmmlImport imported = new PmmlImport(file.toString(), content());
        String yaml = imported.scorecard(type, output == null ? "the imported scorecard" : output.toString(), bands());
        PrintWriter out = spec.commandLine().getOut();
        if (output == null) {
            out.print(yaml);
        } else {
            Files.writeString(output, yaml, StandardOpenOption.CREATE_NEW);
            out.printf("written: %s%n", output);
            imported.notes().forEach(note -> out.println("note: " + note));
        }
        out.flush();
        return ExitCode.OK;
    }

    /** Reads no more of a file that is too large than what shows that it is. */
    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(PmmlImport.MAX_BYTES + 1);
        }
    }

    private Map<String, Optional<Double>> bands() {
        Map<String, Optional<Double>> parsed = new LinkedHashMap<>();
        for (String band : bands) {
            int equals = band.indexOf('=');
            String decision = equals < 0 ? band : band.substring(0, equals);
            if (parsed.containsKey(decision)) {
                throw new IllegalArgumentException("--band: '" + decision + "' occurs twice");
            }
            parsed.put(decision, equals < 0 ? Optional.empty() : Optional.of(score(band.substring(equals + 1))));
        }
        return parsed;
    }

    private static double score(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--band: expected a score such as 600, not '" + text + "'", e);
        }
    }
}
