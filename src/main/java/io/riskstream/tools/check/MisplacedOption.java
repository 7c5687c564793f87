package io.riskstream.tools.check;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.stage.Options;
import io.riskstream.storm.StageBolt;
import io.riskstream.storm.spout.BatchSpout;
import io.riskstream.storm.spout.EventSpout;
import io.riskstream.storm.spout.StageSpout;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the place of an option that a spout or bolt does not have, but another class or another part of the Flux file has. */
final class MisplacedOption {
    private static final Map<String, Options.Declared> OPTIONS = new LinkedHashMap<>();
    private static final Set<String> KEYS = Set.of("parallelism", "numTasks");

    static {
        OPTIONS.put(EventSpout.class.getName(), EventSpout.OPTIONS);
        OPTIONS.put(BatchSpout.class.getName(), BatchSpout.OPTIONS);
        OPTIONS.put(StageSpout.class.getName(), StageSpout.OPTIONS);
        OPTIONS.put(StageBolt.class.getName(), StageBolt.OPTIONS);
    }

    private MisplacedOption() {}

    /** Returns where an unknown option of a spout or bolt belongs; empty if that is not known. */
    static Optional<String> hint(Declaration declaration, String option) {
        if (declaration.kind() != Kind.SPOUT && declaration.kind() != Kind.BOLT) {
            return Optional.empty();
        } else if (KEYS.contains(option)) {
            return Optional.of("write it beside 'className', not under 'constructorArgs'");
        }
        String owners = OPTIONS.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(declaration.className()))
                .filter(entry -> entry.getValue().list().stream()
                        .anyMatch(known -> known.name().equals(option)))
                .map(entry -> entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1))
                .collect(Collectors.joining(", "));
        if (!owners.isEmpty()) {
            return Optional.of("it is an option of " + owners);
        }
        return Kafka.isClientProperty(option)
                ? Optional.of("it is a property of Kafka's clients: write it at the component of class "
                        + Kafka.class.getSimpleName())
                : Optional.empty();
    }
}
