package io.riskstream.tools.cli;

import io.riskstream.text.SourceRoot;
import io.riskstream.tools.diff.ComparedFile;
import io.riskstream.tools.diff.Difference;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.Substitution;
import io.riskstream.tools.git.GitRevision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description = {
            "Compares two Flux files by meaning: stages, streams, options, rules, configuration. Connects to nothing.",
            "Each is built from the files of its own project, or of its git revision."
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            description =
                    "a Flux file; or a git revision such as HEAD~1, for the file AFTER in that revision; or REVISION:FILE")
    private String before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "the Flux file to compare with it, or REVISION:FILE")
    private String after;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws IOException {
        FluxArgument updatedFile = FluxArgument.parse(after, Optional.empty());
        ComparedFile old = read(FluxArgument.parse(before, Optional.of(updatedFile.file())));
        ComparedFile updated = read(updatedFile);
        boolean oldIsBuilt = isBuilt(old);
        boolean updatedIsBuilt = isBuilt(updated); // so that the problems of both files are printed
        if (!oldIsBuilt || !updatedIsBuilt) {
            return ExitCode.PROBLEM;
        }
        PrintWriter out = spec.commandLine().getOut();
        List<String> changes = Difference.of(old, updated);
        changes.forEach(out::println);
        if (changes.isEmpty()) {
            out.println(old.name() + " and " + updated.name() + " have the same meaning");
        }
        out.flush();
        return ExitCode.problemIf(!changes.isEmpty());
    }

    /** Prints why a file cannot be built. Its parts are then not known, and a comparison would report differences that are none. */
    private boolean isBuilt(ComparedFile file) {
        List<String> problems = file.problems();
        if (!problems.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            problems.forEach(err::println);
            err.println("not compared, because " + file.name() + " cannot be built");
            err.flush();
        }
        return problems.isEmpty();
    }

    /**
     * A Flux file that an argument names.
     *
     * @param revision empty for a file of the working directory
     */
    private record FluxArgument(Optional<String> revision, Path file) {
        /** @param other the file of the other argument, which a revision alone stands for */
        static FluxArgument parse(String argument, Optional<Path> other) {
            Path path = Path.of(argument);
            int colon = argument.indexOf(':');
            boolean isFile = Files.exists(path) || FluxArgument.class.getResource("/" + argument) != null;
            if (!isFile && colon > 0) {
                return new FluxArgument(
                        Optional.of(argument.substring(0, colon)), Path.of(argument.substring(colon + 1)));
            }
            // what looks like a file is one, so that its absence is reported as such
            boolean looksLikeFile = argument.endsWith(".yaml") || argument.endsWith(".yml");
            return isFile || looksLikeFile || other.isEmpty()
                    ? new FluxArgument(Optional.empty(), path)
                    : new FluxArgument(Optional.of(argument), other.get());
        }
    }

    private ComparedFile read(FluxArgument argument) throws IOException {
        Path file = argument.file();
        if (argument.revision().isEmpty()) {
            Substitution substitution = Substitution.by(options.propertiesFor(file));
            return ComparedFile.of(
                    file.toString(), SourceRoot.of(project(file)), () -> FluxModel.read(file, substitution));
        }
        String revision = argument.revision().get();
        String name = revision + ":" + file;
        try (GitRevision files = GitRevision.extract(revision)) {
            String text = Files.readString(files.file(file), StandardCharsets.UTF_8);
            Substitution substitution = Substitution.by(options.propertiesIn(files.root(), file));
            return ComparedFile.of(
                    name,
                    SourceRoot.complete(files.root(), "revision " + revision),
                    () -> FluxModel.of(name, text, substitution));
        }
    }

    /** Returns the project of a Flux file: the directory that contains it, or that contains {@code flux/}. */
    private static Path project(Path flux) {
        Path directory = flux.toAbsolutePath().normalize().getParent();
        return directory.endsWith("flux") ? directory.getParent() : directory;
    }
}
