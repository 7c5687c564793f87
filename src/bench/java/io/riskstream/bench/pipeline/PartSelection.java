package io.riskstream.bench.pipeline;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What {@code --only} of a command names: parts of a run, all of them if it names none. */
record PartSelection(List<String> chosen) {
    /**
     * What was given.
     *
     * @param what a part is called
     * @throws ParameterException if there is no part of a name, telling which there are
     */
    static PartSelection of(List<String> given, List<String> names, String what, CommandSpec spec) {
        given.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(unknown -> {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only: no " + what + " '" + unknown + "'; there are " + String.join(", ", names));
        });
        return new PartSelection(given);
    }

    boolean includes(String name) {
        return chosen.isEmpty() || chosen.contains(name);
    }
}
