package io.riskstream.tools.check;

import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxModel.Included;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reports keys of an included file that Flux ignores, and included resources whose edits in the working directory Flux does not read. */
final class IncludeCheck implements Check {
    private static final List<String> IGNORED_KEYS = List.of("includes", "workerHooks", "topologySource");

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        for (Included included : topology.model().included()) {
            for (String key : IGNORED_KEYS) {
                included.root()
                        .flatMap(root -> root.entry(key))
                        .ifPresent(entry -> findings.accept(Finding.error(
                                        entry.key().position(),
                                        "include.ignored",
                                        "Flux does not read '" + key + "' of an included file")
                                .withHint("move it to " + topology.model().file())));
            }
            checkIsCurrent(included, findings);
        }
    }

    /** Reports a resource that differs from the file of the same path in the working directory, which is probably the file that the user edits. */
    private static void checkIsCurrent(Included included, Consumer<Finding> findings) {
        Path edited = Path.of(included.text().file());
        if (included.resource() && Files.isRegularFile(edited) && !contains(edited, included.content())) {
            findings.accept(Finding.error(
                            included.node().get("file").orElse(included.node()).position(),
                            "include.stale",
                            "Flux reads this file from the class path, where it differs from " + edited
                                    + " in the working directory")
                    .withHint("build again, or write resource: false and file: " + edited));
        }
    }

    private static boolean contains(Path file, String content) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).equals(content);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
