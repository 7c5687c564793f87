package io.riskstream.tools.cli;

import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.event.EventType;
import io.riskstream.history.History;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.LoadedReference;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "load",
        description =
                "Loads reference CSV files, and past events for histories, into a pipeline's Redis, as the pipeline's references.yaml declares.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE-or-DIR", description = "one CSV file, or a directory of CSV files")
    private Path files;

    @Option(
            names = "--pipeline",
            paramLabel = "FLUX",
            defaultValue = "flux/flood-claims.yaml",
            description = "the Flux file that names the Redis and the references (default: ${DEFAULT-VALUE})")
    private Path flux;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() {
        if (!Files.exists(files)) { // before it connects
            throw new IllegalArgumentException(
                    files
                            + ": no such directory or file; name the reference files of the pipeline (`simulate` writes examples)");
        }
        Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        List<Redis> servers = pipeline.get().components(Redis.class);
        if (servers.size() != 1) {
            throw new IllegalArgumentException(
                    flux + ": declares " + servers.size() + " Redis servers; `load` needs exactly one");
        }
        References references = References.of(
                pipeline.get().knowledge().resolve("references.yaml").toString());
        PrintWriter out = spec.commandLine().getOut();
        try (RedisLoader store = new RedisLoader(servers.get(0))) {
            new ReferenceLoader(references)
                    .load(files, store::put)
                    .forEach(loaded -> out.printf("%-14s %s%n", loaded.name(), summary(loaded, "records")));
            for (EventType type : pipeline.get().components(EventType.class)) {
                new ReferenceLoader(references)
                        .loadHistories(
                                files,
                                pipeline.get().components(History.class),
                                type,
                                seed -> store.putHistory(seed.key(), seed.id(), seed.entry(), seed.keep()))
                        .forEach(loaded -> out.printf("%-14s %s%n", loaded.name(), summary(loaded, "events")));
            }
            store.flush();
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String summary(LoadedReference loaded, String what) {
        return loaded.present()
                ? String.format(
                        Locale.ROOT, "%,d %s from %,d rows of %s", loaded.records(), what, loaded.rows(), loaded.file())
                : "no file " + loaded.file();
    }
}
