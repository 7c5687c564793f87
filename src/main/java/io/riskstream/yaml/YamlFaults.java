package io.riskstream.yaml;

import java.util.Collection;
import java.util.List;

/** All that is wrong with a YAML file, from its top down, one fault a line: {@code scorecard.yaml:12:9: message}. */
public final class YamlFaults extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    YamlFaults(Collection<String> faults) {
        super(String.join("\n", faults));
    }

    /** Each fault, with its place. */
    public List<String> faults() {
        return getMessage().lines().toList();
    }
}
