package io.riskstream.flux;

import io.riskstream.Nearest;
import io.riskstream.Stage;
import io.riskstream.storm.StageBolt;
import io.riskstream.validate.EventSchema;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.storm.Config;
import org.apache.storm.flux.FluxBuilder;
import org.apache.storm.flux.model.BeanDef;
import org.apache.storm.flux.model.BeanListReference;
import org.apache.storm.flux.model.BeanReference;
import org.apache.storm.flux.model.BoltDef;
import org.apache.storm.flux.model.ExecutionContext;
import org.apache.storm.flux.model.ObjectDef;
import org.apache.storm.flux.model.PropertyDef;
import org.apache.storm.flux.model.SpoutDef;
import org.apache.storm.flux.model.StreamDef;
import org.apache.storm.flux.model.TopologyDef;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.utils.Utils;

/**
 * A Flux file, built by Flux itself as a submission would build it, with everything in it at hand. What Flux takes silently or refuses without
 * a place is refused here with the file, the line, the id, and the nearest right word.
 */
public final class Pipeline {
    private final Path path;
    private final TopologyDef definition;
    private final ExecutionContext context;
    private final StormTopology topology;
    private final Config configuration;

    private Pipeline(
            Path path, TopologyDef definition, ExecutionContext context, StormTopology topology, Config configuration) {
        this.path = path;
        this.definition = definition;
        this.context = context;
        this.topology = topology;
        this.configuration = configuration;
    }

    /**
     * Reads and builds a Flux file. Connects to nothing.
     *
     * @param path from the working directory, or else in the jar
     * @param properties what stands for {@code ${...}}, as given to Flux by {@code --filter}
     * @throws FluxFault if it cannot become a topology
     */
    public static Pipeline read(Path path, Properties properties) {
        FluxFile file = new FluxFile(path);
        TopologyDef definition = file.parse(properties);
        file.checkIds();
        checkDeclarations(file, definition);
        checkStreams(file, definition);
        Config configuration = FluxBuilder.buildConfig(definition);
        ExecutionContext context = new ExecutionContext(definition, configuration);
        StormTopology topology;
        try {
            topology = FluxBuilder.buildTopology(context);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw located(file, definition, context, e);
        }
        checkLosses(file, definition, context);
        Pipeline pipeline = new Pipeline(path, definition, context, topology, configuration);
        pipeline.checkLookups(file);
        return pipeline;
    }

    /** A field that comes with no event, and that no stage adds, would be missing from every event without a word. */
    private void checkLookups(FluxFile file) {
        List<Stage> all = stages().toList();
        Set<String> written = new LinkedHashSet<>();
        all.forEach(stage -> written.addAll(stage.spec().writes()));
        for (Stage stage : all) {
            stage.spec().eventType().ifPresent(type -> {
                for (int slot = 0; slot < type.size(); slot++) {
                    String path = type.field(slot).path();
                    if (!type.arrives(slot) && !written.contains(path)) {
                        throw file.fault(
                                1,
                                "no stage of any bolt adds field '" + path
                                        + "', which the event type has from a look-up; list the look-up in an enriching stage, or take it"
                                        + " out of the event type",
                                null);
                    }
                }
            });
        }
    }

    /** A stream of ours that nobody takes is a way out of the pipeline that nobody watches. */
    private static void checkLosses(FluxFile file, TopologyDef definition, ExecutionContext context) {
        StageBolt.wouldLoseAll(definition.getConfig()).ifPresent(loss -> {
            throw file.fault(
                    file.lineMatching("^\\s*" + Pattern.quote(Config.TOPOLOGY_ACKER_EXECUTORS) + ":"), loss, null);
        });
        for (BoltDef bolt : definition.getBolts()) {
            if (context.getBolt(bolt.getId()) instanceof StageBolt stageBolt) {
                Set<String> consumed = new LinkedHashSet<>();
                for (StreamDef stream : definition.getStreams()) {
                    if (stream.getFrom().equals(bolt.getId())) {
                        String id = stream.getGrouping().getStreamId();
                        consumed.add(id == null ? Utils.DEFAULT_STREAM_ID : id);
                    }
                }
                stageBolt.wouldLose(bolt.getId(), consumed).ifPresent(loss -> {
                    throw file.faultIn("bolt", bolt.getId(), loss, null);
                });
            }
        }
    }

    private static void checkDeclarations(FluxFile file, TopologyDef definition) {
        Set<String> known = new LinkedHashSet<>();
        for (BeanDef component : definition.getComponents()) {
            checkDeclaration(file, "component", component, known);
            known.add(component.getId());
        }
        definition.getSpouts().forEach(spout -> checkDeclaration(file, "spout", spout, known));
        definition.getBolts().forEach(bolt -> checkDeclaration(file, "bolt", bolt, known));
    }

    private static void checkDeclaration(FluxFile file, String kind, BeanDef declared, Set<String> known) {
        for (String reference : references(declared)) {
            if (!known.contains(reference)) {
                throw file.faultIn(
                        kind,
                        declared.getId(),
                        "no component '" + reference + "' is declared above it" + Nearest.hint(reference, known),
                        null);
            }
        }
        Class<?> type;
        try {
            type = Class.forName(declared.getClassName());
        } catch (ClassNotFoundException e) {
            throw file.faultIn(
                    kind, declared.getId(), "no class '" + declared.getClassName() + "' on the class path", e);
        }
        if (declared.getProperties() != null) {
            for (PropertyDef property : declared.getProperties()) {
                checkProperty(file, kind, declared, type, property.getName());
            }
        }
    }

    private static List<String> references(ObjectDef declared) {
        List<String> ids = new ArrayList<>();
        if (declared.hasConstructorArgs()) {
            for (Object argument : declared.getConstructorArgs()) {
                if (argument instanceof BeanReference reference) {
                    ids.add(reference.getId());
                } else if (argument instanceof BeanListReference references) {
                    ids.addAll(references.getIds());
                }
            }
        }
        return ids;
    }

    private static void checkProperty(FluxFile file, String kind, BeanDef declared, Class<?> type, String property) {
        List<String> properties = new ArrayList<>();
        for (Method method : type.getMethods()) {
            String name = method.getName();
            if (name.startsWith("set") && name.length() > 3 && method.getParameterCount() == 1) {
                properties.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
            }
        }
        Arrays.stream(type.getFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .forEach(field -> properties.add(field.getName()));
        if (!properties.contains(property)) {
            throw file.faultIn(
                    kind,
                    declared.getId(),
                    type.getSimpleName() + " has no property '" + property + "'" + Nearest.hint(property, properties),
                    null);
        }
    }

    private static void checkStreams(FluxFile file, TopologyDef definition) {
        Set<String> sources = new LinkedHashSet<>();
        definition.getSpouts().forEach(spout -> sources.add(spout.getId()));
        definition.getBolts().forEach(bolt -> sources.add(bolt.getId()));
        Set<String> reached = new LinkedHashSet<>();
        if (definition.getStreams() != null) {
            definition.getStreams().forEach(stream -> {
                if (stream.getGrouping() == null) {
                    throw file.fault(
                            file.lineMatching("\\bfrom:\\s*[\"']?" + Pattern.quote(stream.getFrom()) + "\\b"),
                            "the stream from '" + stream.getFrom() + "' to '" + stream.getTo()
                                    + "' has no grouping; add grouping: {type: LOCAL_OR_SHUFFLE}",
                            null);
                }
                if (!sources.contains(stream.getFrom())) {
                    throw file.fault(
                            file.lineMatching("\\bfrom:\\s*[\"']?" + Pattern.quote(stream.getFrom()) + "\\b"),
                            "a stream comes from '" + stream.getFrom() + "', which is no spout and no bolt"
                                    + Nearest.hint(stream.getFrom(), sources),
                            null);
                }
                if (definition.getBoltDef(stream.getTo()) == null) {
                    throw file.fault(
                            file.lineMatching("\\bto:\\s*[\"']?" + Pattern.quote(stream.getTo()) + "\\b"),
                            "a stream goes to '" + stream.getTo() + "', which is no bolt"
                                    + Nearest.hint(
                                            stream.getTo(),
                                            definition.getBolts().stream()
                                                    .map(BeanDef::getId)
                                                    .toList()),
                            null);
                }
                reached.add(stream.getTo());
            });
        }
        for (BoltDef bolt : definition.getBolts()) {
            if (!reached.contains(bolt.getId())) {
                throw file.faultIn("bolt", bolt.getId(), "no stream goes to it", null);
            }
        }
    }

    /** Flux does not say what it was building: the first declaration that cannot be built without those after it is the one. */
    private static FluxFault located(
            FluxFile file, TopologyDef definition, ExecutionContext context, Exception failure) {
        String message = message(failure);
        for (BeanDef component : definition.getComponents()) {
            if (context.getComponent(component.getId()) == null) {
                return file.faultIn("component", component.getId(), message, failure);
            }
        }
        for (SpoutDef spout : definition.getSpouts()) {
            if (!buildsAlone(definition, spout)) {
                return file.faultIn("spout", spout.getId(), message, failure);
            }
        }
        for (BoltDef bolt : definition.getBolts()) {
            if (context.getBolt(bolt.getId()) == null) {
                return file.faultIn("bolt", bolt.getId(), message, failure);
            }
        }
        return new FluxFault(file.path() + ": " + message, failure);
    }

    private static boolean buildsAlone(TopologyDef whole, SpoutDef spout) {
        TopologyDef part = new TopologyDef();
        part.setComponents(whole.getComponents());
        part.setSpouts(List.of(spout));
        part.setStreams(List.of());
        try {
            FluxBuilder.buildTopology(new ExecutionContext(part, new Config()));
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    private static String message(Exception failure) {
        Throwable cause = failure;
        while (cause instanceof InvocationTargetException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    public Path path() {
        return path;
    }

    /** The topology's name. */
    public String name() {
        return definition.getName();
    }

    public Config configuration() {
        return configuration;
    }

    public StormTopology topology() {
        return topology;
    }

    /** The components of this class, in the order of the file. */
    public <T> List<T> components(Class<T> type) {
        return definition.getComponents().stream()
                .map(component -> context.getComponent(component.getId()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /**
     * The directory of what the pipeline knows, such as {@code topologies/flood-claims}: the one its event schema lies in.
     *
     * @throws FluxFault if it has no event schema
     */
    public Path knowledge() {
        List<EventSchema> schemas = components(EventSchema.class);
        if (schemas.isEmpty()) {
            throw new FluxFault(
                    path + ": it declares no EventSchema, beside which its references.yaml would lie", null);
        }
        return Path.of(schemas.get(0).name()).getParent();
    }

    /** The spouts of this class, in the order of the file. */
    public <T> List<T> spouts(Class<T> type) {
        // Flux keeps no spout it has built; the topology has each as it will travel
        return definition.getSpouts().stream()
                .map(spout -> (Object) Utils.javaDeserialize(
                        topology.get_spouts()
                                .get(spout.getId())
                                .get_spout_object()
                                .get_serialized_java(),
                        Serializable.class))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The stages of every bolt of ours, by the bolt's id, in the order of the file. */
    public Map<String, List<Stage>> stagesByBolt() {
        Map<String, List<Stage>> stages = new LinkedHashMap<>();
        for (BoltDef bolt : definition.getBolts()) {
            if (context.getBolt(bolt.getId()) instanceof StageBolt stageBolt) {
                stages.put(bolt.getId(), stageBolt.stages());
            }
        }
        return stages;
    }

    /** Every stage that a bolt runs. */
    public Stream<Stage> stages() {
        return stagesByBolt().values().stream().flatMap(List::stream);
    }
}
