package io.riskstream.tools.check;

import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxModel.Included;
import java.util.List;
import java.util.function.Consumer;

/** What Flux passes over in an included file. */
final class IncludeCheck implements Check {
    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        for (Included included : subject.model().included()) {
            for (String key : List.of("includes", "workerHooks", "topologySource")) {
                included.root()
                        .flatMap(root -> root.entry(key))
                        .ifPresent(entry -> findings.accept(Finding.error(
                                        entry.key().place(),
                                        "include.ignored",
                                        "Flux does not read '" + key + "' of an included file")
                                .hinting("move it to " + subject.model().file())));
            }
        }
    }
}
