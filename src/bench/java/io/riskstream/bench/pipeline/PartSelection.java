package io.riskstream.bench.pipeline;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The parts of a run that {@code --only} selects; all parts if it is empty. */
record PartSelection(List<String> chosen) {
    /**
     * Returns the selection.
     *
     * @param what the noun for a part
     * @throws ParameterException if a name is unknown; the message lists the valid names
     */
    static PartSelection of(List<String> selected, List<String> names, String what, CommandSpec spec) {
        selected.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(unknown -> {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only: no " + what + " '" + unknown + "'; valid names are " + String.join(", ", names));
        });
        return new PartSelection(selected);
    }

    boolean includes(String name) {
        return chosen.isEmpty() || chosen.contains(name);
    }
}
