package io.riskstream.tools.cli;

import com.google.gson.GsonBuilder;
import io.riskstream.api.openapi.OpenApiDocument;
import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.api.pipeline.ServedPipelines;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "openapi",
        description =
                "Writes the OpenAPI 3.1 document of the HTTP API for some pipelines, with their event schemas. Connects to nothing.",
        mixinStandardHelpOptions = true)
final class OpenApiCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FLUX",
            description = "the Flux files of the pipelines that the API serves")
    private List<Path> files;

    @Option(names = "--output", paramLabel = "FILE", description = "write to a file instead of the standard output")
    private Path output;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws IOException {
        List<ServedPipeline> served = new ArrayList<>();
        for (Path flux : files) {
            Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
            if (pipeline.isEmpty()) {
                return ExitCode.PROBLEM;
            }
            served.add(ServedPipeline.of(pipeline.get()));
        }
        String document = new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(OpenApiDocument.of(new ServedPipelines(served).all()))
                + "\n";
        if (output == null) {
            spec.commandLine().getOut().print(document);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(output, document, StandardCharsets.UTF_8);
        }
        int bytes = document.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > OpenApiDocument.MAX_BYTES) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "warning: the document has %,d bytes; Azure API Management imports at most %,d%n",
                            bytes, OpenApiDocument.MAX_BYTES);
            spec.commandLine().getErr().flush();
        }
        return ExitCode.OK;
    }
}
