package io.riskstream.tools.cli;

import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.LoadedReference;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "load",
        description = "Loads reference CSV files into Redis, as a pipeline's references.yaml says.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE-or-DIR", description = "one CSV file, or a directory of them")
    private Path files;

    @Option(
            names = "--pipeline",
            paramLabel = "FLUX",
            defaultValue = "flux/flood-claims.yaml",
            description = "the pipeline whose references and whose Redis are meant (${DEFAULT-VALUE})")
    private Path flux;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            defaultValue = "conf/local.properties",
            description = "the environment (${DEFAULT-VALUE})")
    private Path filter;

    @Override
    public Integer call() {
        if (!CheckedFluxFile.accepts(spec.commandLine(), flux, filter)) {
            return 1;
        }
        Pipeline pipeline = Pipeline.read(flux, FilterFile.read(filter));
        List<Redis> servers = pipeline.components(Redis.class);
        if (servers.size() != 1) {
            throw new IllegalArgumentException(
                    flux + ": it declares " + servers.size() + " Redis servers; `load` needs one");
        }
        References references =
                References.of(pipeline.knowledge().resolve("references.yaml").toString());
        try (RedisLoader store = new RedisLoader(servers.get(0))) {
            for (LoadedReference loaded : new ReferenceLoader(references).load(files, store::put)) {
                System.out.printf(
                        Locale.ROOT,
                        "%-14s %s%n",
                        loaded.name(),
                        loaded.present()
                                ? String.format(
                                        Locale.ROOT,
                                        "%,d records of %,d rows of %s",
                                        loaded.records(),
                                        loaded.rows(),
                                        loaded.file())
                                : "no file " + loaded.file());
            }
            store.flush();
        }
        return 0;
    }
}
