package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.ConfigEntry;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.storm.Config;
import org.apache.storm.utils.Utils;
import org.apache.storm.validation.ConfigValidation;

/** Reports settings that Storm does not know, and values that Storm rejects. Flux passes all settings on without a check. */
final class ConfigurationCheck implements Check {
    private static final Pattern CLASS_NAME = Pattern.compile("(?:[a-z][\\w]*\\.)+[A-Z][\\w$]*");
    /** The settings with a class that a worker loads when it starts. Without the class it fails. */
    private static final Set<String> LOADED = Set.of(
            Config.TOPOLOGY_BOLT_WAIT_STRATEGY,
            Config.TOPOLOGY_SPOUT_WAIT_STRATEGY,
            Config.TOPOLOGY_BACKPRESSURE_WAIT_STRATEGY,
            Config.TOPOLOGY_KRYO_REGISTER,
            Config.TOPOLOGY_KRYO_FACTORY,
            Config.TOPOLOGY_TUPLE_SERIALIZER);

    private final ClassPathIndex classes;

    ConfigurationCheck(ClassPathIndex classes) {
        this.classes = classes;
    }

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        topology.model().settings().values().forEach(setting -> {
            if (setting.key().isBinary()) {
                findings.accept(Finding.error(
                        setting.key().position(),
                        "config.json",
                        "the name of a setting is a byte[], which Storm cannot send as JSON"));
                return;
            }
            String key = setting.name();
            Optional<Field> known = StormSettings.field(key);
            if (known.isPresent()) {
                checkValue(setting, known.get(), findings);
            } else {
                Optional<String> near = StormSettings.nearest(key);
                String message = "Storm has no setting '" + key + "'";
                FilePosition position = setting.key().position();
                if (near.isPresent()) {
                    findings.accept(Finding.error(position, "config.unknown", message)
                            .withHint("did you mean '" + near.get() + "'?"));
                } else if (key.startsWith(StormSettings.TOPOLOGY)) {
                    findings.accept(Finding.warning(position, "config.unknown", message));
                }
            }
            checkClasses(setting, findings);
        });
        topology.model().name().ifPresent(name -> checkName(name, findings));
        if (topology.model().name().isEmpty()
                && topology.model()
                        .root()
                        .filter(root -> root.isMap() && root.entry("name").isEmpty())
                        .isPresent()) {
            findings.accept(Finding.error(
                    topology.model().root().orElseThrow().position(),
                    "yaml.missing",
                    "'name' is missing: the name of the topology"));
        }
        checkSendable(topology, findings);
    }

    private static void checkValue(ConfigEntry setting, Field known, Consumer<Finding> findings) {
        if (setting.node().isNull()) {
            findings.accept(
                    Finding.error(setting.key().position(), "config.empty", "'" + setting.name() + "' has no value"));
            return;
        } else if (String.valueOf(setting.value()).contains("${") || !isOfTopologies(known)) {
            return;
        }
        try {
            ConfigValidation.validateField(known, Map.of(setting.name(), setting.value()));
        } catch (RuntimeException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            findings.accept(Finding.error(
                    setting.node().position(),
                    "config.value",
                    "Storm rejects this value of '" + setting.name() + "': " + message));
        }
    }

    /**
     * True if Storm checks the value of a setting at submission: Storm selects the final fields of this class. A setting of its daemons may have any value
     * in a topology, where no daemon reads it.
     */
    private static boolean isOfTopologies(Field setting) {
        return setting.getDeclaringClass() == Config.class && Modifier.isFinal(setting.getModifiers());
    }

    private void checkClasses(ConfigEntry setting, Consumer<Finding> findings) {
        setting.node()
                .leaves()
                .filter(leaf -> CLASS_NAME.matcher(leaf.text()).matches())
                .forEach(leaf -> {
                    try {
                        Class.forName(leaf.text(), false, ConfigurationCheck.class.getClassLoader());
                    } catch (ClassNotFoundException | LinkageError e) {
                        String message = ClassPathIndex.message(leaf.text());
                        Finding unknown = LOADED.contains(setting.name())
                                ? Finding.error(leaf.position(), "config.class", message)
                                : Finding.warning(leaf.position(), "config.class", message);
                        findings.accept(unknown.withHint(classes.hint(leaf.text())));
                    }
                });
    }

    private static void checkName(FluxNode name, Consumer<Finding> findings) {
        try {
            Utils.validateTopologyName(name.text());
        } catch (IllegalArgumentException e) {
            findings.accept(
                    Finding.error(name.position(), "name.invalid", "Storm rejects this name: " + e.getMessage()));
        }
    }

    private static boolean isSendable(ConfigEntry setting) {
        try {
            return Utils.isValidConf(new HashMap<>(Map.of(setting.name(), setting.value())));
        } catch (ClassCastException | NullPointerException noJson) {
            return false; // Storm's JSON library fails on an array of bytes, and on a key without a name
        }
    }

    /** Reports values that JSON cannot represent: Storm sends the configuration to Nimbus as JSON. */
    private static void checkSendable(CheckedTopology topology, Consumer<Finding> findings) {
        for (ConfigEntry setting : topology.model().settings().values()) {
            if (setting.value() != null && !isSendable(setting)) {
                findings.accept(Finding.error(
                                setting.node().position(),
                                "config.json",
                                "'" + setting.name() + "' is a "
                                        + setting.value().getClass().getSimpleName()
                                        + ", which Storm cannot send as JSON")
                        .withHint("put it in quotes"));
            }
        }
    }
}
