package io.riskstream.tools.check;

import io.riskstream.derive.DerivedFields;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldSource;
import io.riskstream.event.RejectionCode;
import io.riskstream.history.History;
import io.riskstream.score.Score;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.StageComponent;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.StreamDeclaration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reports fields that a stage reads but no stage before it adds, and fields that two stages add. */
final class FieldCheck implements Check {
    /**
     * What is known of the events that leave a bolt or spout.
     *
     * @param fields the fields that every event has, on every path to it
     * @param scored whether every event has a verdict
     * @param passed the component by each stage that an event may have passed
     */
    private record Known(
            Set<String> fields, boolean scored, Optional<EventType> type, IdentityHashMap<Stage, String> passed) {
        /** After a bolt of another class, and after one that no event reaches, which another check reports. */
        static final Known NOTHING = new Known(Set.of(), false, Optional.empty(), new IdentityHashMap<>());

        @SuppressWarnings("ReferenceEquality") // a path without fields and verdict is another thing
        boolean isNothing() {
            return this == NOTHING;
        }
    }

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        Map<String, StageComponent> components = new LinkedHashMap<>();
        topology.stageComponents()
                .forEach(component -> components.put(component.declaration().id(), component.object()));
        if (components.isEmpty() || !topology.build().isComplete() || !topology.isFlowKnown()) {
            return;
        }
        checkEventTypes(topology, components, findings);
        Map<String, Known> leaving = new HashMap<>();
        components.keySet().forEach(id -> follow(topology, components, id, leaving, new HashSet<>(), findings));
    }

    /** Reports fields that are in no incoming event and that no stage adds: every event would lack them. */
    private static void checkEventTypes(
            CheckedTopology topology, Map<String, StageComponent> components, Consumer<Finding> findings) {
        Set<String> written = components.values().stream()
                .flatMap(component -> component.stages().stream())
                .flatMap(stage -> stage.spec().writes().stream())
                .collect(Collectors.toSet());
        topology.all(Kind.COMPONENT, EventType.class).forEach(type -> {
            for (FluxNode source : type.declaration().references().stream()
                    .map(Declaration.Reference::node)
                    .toList()) {
                Optional<FieldSource> fields = topology.build()
                        .component(source.text())
                        .filter(FieldSource.class::isInstance)
                        .map(FieldSource.class::cast)
                        .filter(declared -> !declared.arrives());
                fields.flatMap(declared -> declared.fields().stream()
                                .filter(field -> !written.contains(field.path()))
                                .findFirst())
                        .ifPresent(field -> findings.accept(Finding.error(
                                        source.position(),
                                        "field.unprovided",
                                        "no stage of any bolt or spout adds field '" + field.path() + "'")
                                .withHint(provider(topology, field.path())
                                        .orElseGet(() -> provision(fields.get(), source.text())))));
            }
        });
    }

    /** Returns how to add the fields of a source to the events. */
    private static String provision(FieldSource fields, String id) {
        if (fields instanceof History) {
            return "list history '" + id + "' in a stage AddHistory, or remove it from the event type";
        } else if (fields instanceof Lookup) {
            return "list look-up '" + id + "' in an enriching stage, or remove it from the event type";
        } else if (fields instanceof DerivedFields) {
            return "add a stage Derive for '" + id + "' to a bolt or spout, or remove it from the event type";
        }
        return "add the stage that adds it to a bolt, or remove '" + id + "' from the event type";
    }

    /** Returns how to run the declared stage that adds a field; empty if there is none. */
    private static Optional<String> provider(CheckedTopology topology, String path) {
        return topology.all(Kind.COMPONENT, Stage.class)
                .filter(stage -> stage.object().spec().writes().contains(path))
                .map(stage -> "'" + stage.declaration().id()
                        + "' adds it, and no bolt or spout runs it; write it into a reflist")
                .findFirst();
    }

    private static Optional<Known> follow(
            CheckedTopology topology,
            Map<String, StageComponent> components,
            String id,
            Map<String, Known> leaving,
            Set<String> open,
            Consumer<Finding> findings) {
        StageComponent component = components.get(id);
        if (component == null || !open.add(id)) {
            return Optional.empty();
        } else if (leaving.containsKey(id)) {
            open.remove(id);
            return Optional.of(leaving.get(id));
        }
        boolean reads = topology.vertex(id)
                .filter(vertex -> vertex.kind() == Kind.SPOUT)
                .isPresent();
        Set<String> fields = reads ? new LinkedHashSet<>() : null;
        boolean scored = !reads;
        boolean unknown = false;
        Optional<EventType> type = Optional.empty();
        IdentityHashMap<Stage, String> passed = new IdentityHashMap<>();
        for (StreamDeclaration stream : eventStreams(topology, id)) {
            Optional<Known> before =
                    follow(topology, components, topology.nearestVertex(stream.from()), leaving, open, findings);
            unknown |= before.filter(Known::isNothing).isPresent()
                    || before.isEmpty()
                            && topology.vertex(stream.from())
                                    .filter(from -> from.kind() == Kind.BOLT)
                                    .isPresent();
            Set<String> present = before.map(Known::fields).orElse(Set.of());
            scored &= before.map(Known::scored).orElse(false);
            type = type.or(() -> before.flatMap(Known::type));
            before.ifPresent(known -> passed.putAll(known.passed()));
            if (fields == null) {
                fields = new LinkedHashSet<>(present);
            } else {
                fields.retainAll(present);
            }
        }
        open.remove(id);
        Known left = unknown || fields == null
                ? Known.NOTHING
                : through(topology, id, component, new Known(fields, scored, type, passed), findings);
        leaving.put(id, left);
        return Optional.of(left);
    }

    /** Returns the streams on which events reach a bolt for the first time: without those of Storm's own components, and those that close a cycle. */
    private static List<StreamDeclaration> eventStreams(CheckedTopology topology, String id) {
        List<StreamDeclaration> closing = FlowCheck.cycles(topology);
        return topology.inputs(id).stream()
                .filter(stream -> !topology.isSystemComponent(stream.from()) && !closing.contains(stream))
                .toList();
    }

    private static Known through(
            CheckedTopology topology, String id, StageComponent component, Known entering, Consumer<Finding> findings) {
        Declaration declaration = topology.vertex(id).orElseThrow();
        Set<String> fields = new LinkedHashSet<>(entering.fields());
        boolean scored = entering.scored();
        Optional<EventType> type = entering.type();
        IdentityHashMap<Stage, String> passed = new IdentityHashMap<>(entering.passed());
        for (Stage stage : component.stages()) {
            StageSpec spec = stage.spec();
            FilePosition position = topology.position(declaration, stage);
            for (String read : new LinkedHashSet<>(spec.reads())) {
                if (!fields.contains(read)) {
                    findings.accept(unprovided(position, spec, read, topology, id));
                    break;
                }
            }
            Optional<String> twice =
                    spec.writes().stream().filter(fields::contains).findFirst();
            Optional<String> earlier = Optional.ofNullable(passed.putIfAbsent(stage, id))
                    .map(other -> topology.vertex(other).orElseThrow().description());
            twice.ifPresent(field -> findings.accept(Finding.error(
                            position,
                            "field.twice",
                            "stage '" + spec.name() + "' adds field '" + field + "', which an earlier stage adds too")
                    .withHint(earlier.map(other -> other + " runs the same stage; remove it from one of them")
                            .orElse("remove one of the two stages"))));
            if (earlier.isPresent() && twice.isEmpty()) {
                findings.accept(Finding.error(
                                position,
                                "stage.twice",
                                "an event passes stage '" + spec.name() + "' twice: " + earlier.get()
                                        + " runs it before")
                        .withHint("remove it from one of them"));
            }
            Optional<EventType> before = type;
            if (before.isPresent()
                    && spec.eventType().filter(own -> !own.equals(before.get())).isPresent()) {
                findings.accept(Finding.error(
                        position,
                        "field.type",
                        "stage '" + spec.name() + "' has another event type than the stages before it"));
            }
            if (!scored && spec.codes().contains(RejectionCode.PUBLISH_NO_VERDICT)) {
                findings.accept(Finding.error(
                                position,
                                "field.verdict",
                                "no stage before '" + spec.name() + "' scores, so it rejects every event")
                        .withHint("put a scoring stage before it"));
            }
            spec.eventType()
                    .flatMap(declared -> spec.writes().stream()
                            .filter(path -> declared.find(path).isEmpty())
                            .findFirst())
                    .ifPresent(path -> findings.accept(Finding.error(
                                    position,
                                    "field.undeclared",
                                    "stage '" + spec.name() + "' declares that it adds '" + path
                                            + "', which is no field of the event type")
                            .withHint("a stage that adds fields has a FieldSource, which the event type lists")));
            // a stage of the user may score too
            scored |= stage instanceof Score || !stage.getClass().getName().startsWith("io.riskstream.");
            type = type.or(spec::eventType);
            fields.addAll(spec.writes());
        }
        return new Known(fields, scored, type, passed);
    }

    private static Finding unprovided(
            FilePosition position, StageSpec spec, String read, CheckedTopology topology, String id) {
        Finding finding = Finding.error(
                position,
                "field.unprovided",
                "stage '" + spec.name() + "' reads '" + read + "', which no stage before it adds");
        return topology.stageComponents()
                .flatMap(component -> component.object().stages().stream()
                        .map(Stage::spec)
                        .filter(other -> other.writes().contains(read))
                        .map(other -> "stage '" + other.name() + "'"
                                + (component.declaration().id().equals(id)
                                        ? ""
                                        : " of " + component.declaration().description())
                                + " adds it; put it before this one"))
                .findFirst()
                .or(() -> provider(topology, read).map(hint -> hint + " before this stage"))
                .map(finding::withHint)
                .orElse(finding);
    }
}
