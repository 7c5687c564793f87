package io.riskstream.tools.check;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldSource;
import io.riskstream.event.RejectionCode;
import io.riskstream.score.Score;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.StageBolt;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.StreamDeclaration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What stages read that no stage before them has added, and what two of them add. */
final class FieldCheck implements Check {
    /** What an event has by the time it leaves a bolt on every way to it. */
    private record Known(Set<String> fields, boolean scored, Optional<EventType> type) {}

    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        Map<String, StageBolt> bolts = new LinkedHashMap<>();
        subject.all(Kind.BOLT, StageBolt.class)
                .forEach(bolt -> bolts.put(bolt.declaration().id(), bolt.made()));
        if (bolts.isEmpty()
                || !subject.assembly().isComplete()
                || !subject.wiringIsKnown()
                || !FlowCheck.circles(subject).isEmpty()) {
            return;
        }
        checkEventTypes(subject, bolts, findings);
        Map<String, Known> leaving = new HashMap<>();
        bolts.keySet().forEach(id -> follow(subject, bolts, id, leaving, new HashSet<>(), findings));
    }

    /** A field that comes with no event, and that no stage adds, would be missing from every event. */
    private static void checkEventTypes(
            CheckedTopology subject, Map<String, StageBolt> bolts, Consumer<Finding> findings) {
        Set<String> written = bolts.values().stream()
                .flatMap(bolt -> bolt.stages().stream())
                .flatMap(stage -> stage.spec().writes().stream())
                .collect(Collectors.toSet());
        subject.all(Kind.COMPONENT, EventType.class).forEach(type -> {
            for (FluxNode source : type.declaration().references().stream()
                    .map(Declaration.Reference::node)
                    .toList()) {
                Optional<FieldSource> fields = subject.assembly()
                        .component(source.text())
                        .filter(FieldSource.class::isInstance)
                        .map(FieldSource.class::cast)
                        .filter(given -> !given.arrives());
                fields.flatMap(given -> given.fields().stream()
                                .filter(field -> !written.contains(field.path()))
                                .findFirst())
                        .ifPresent(field -> findings.accept(Finding.error(
                                        source.place(),
                                        "field.unprovided",
                                        "no stage of any bolt adds field '" + field.path() + "'")
                                .hinting("list look-up '" + source.text()
                                        + "' in an enriching stage, or take it out of the event type")));
            }
        });
    }

    private static Optional<Known> follow(
            CheckedTopology subject,
            Map<String, StageBolt> bolts,
            String id,
            Map<String, Known> leaving,
            Set<String> under,
            Consumer<Finding> findings) {
        StageBolt bolt = bolts.get(id);
        if (bolt == null || !under.add(id)) {
            return Optional.empty();
        } else if (leaving.containsKey(id)) {
            under.remove(id);
            return Optional.of(leaving.get(id));
        }
        Set<String> fields = null;
        boolean scored = true;
        boolean foreign = false;
        Optional<EventType> type = Optional.empty();
        for (StreamDeclaration wire : subject.into(id)) {
            Optional<Known> before = follow(subject, bolts, subject.meant(wire.from()), leaving, under, findings);
            foreign |= before.isEmpty()
                    && subject.vertex(wire.from())
                            .filter(from -> from.kind() == Kind.BOLT)
                            .isPresent();
            Set<String> given = before.map(Known::fields).orElse(Set.of());
            scored &= before.map(Known::scored).orElse(false);
            type = type.or(() -> before.flatMap(Known::type));
            if (fields == null) {
                fields = new LinkedHashSet<>(given);
            } else {
                fields.retainAll(given);
            }
        }
        under.remove(id);
        Known entering = new Known(fields == null ? new LinkedHashSet<>() : fields, fields != null && scored, type);
        Known left = foreign
                // what a bolt of another kind sends is not known
                ? new Known(everything(bolt), true, Optional.empty())
                : through(subject, id, bolt, entering, findings);
        leaving.put(id, left);
        return Optional.of(left);
    }

    private static Set<String> everything(StageBolt bolt) {
        return bolt.stages().stream()
                .flatMap(stage -> stage.spec().eventType().stream())
                .flatMap(type -> type.fields().stream())
                .map(io.riskstream.event.Field::path)
                .collect(Collectors.toSet());
    }

    private static Known through(
            CheckedTopology subject, String id, StageBolt bolt, Known entering, Consumer<Finding> findings) {
        Declaration declaration = subject.vertex(id).orElseThrow();
        Set<String> fields = new LinkedHashSet<>(entering.fields());
        boolean scored = entering.scored();
        Optional<EventType> type = entering.type();
        for (Stage stage : bolt.stages()) {
            StageSpec spec = stage.spec();
            FilePosition place = place(subject, declaration, stage);
            for (String read : new LinkedHashSet<>(spec.reads())) {
                if (!fields.contains(read)) {
                    findings.accept(unprovided(place, spec, read, subject));
                    break;
                }
            }
            Optional<String> twice =
                    spec.writes().stream().filter(fields::contains).findFirst();
            twice.ifPresent(field -> findings.accept(Finding.error(
                    place,
                    "field.twice",
                    "stage '" + spec.name() + "' adds field '" + field + "', which an event has by then already")));
            Optional<EventType> before = type;
            if (before.isPresent()
                    && spec.eventType().filter(own -> !own.equals(before.get())).isPresent()) {
                findings.accept(Finding.error(
                        place,
                        "field.type",
                        "stage '" + spec.name() + "' works on another event type than those before it"));
            }
            if (!scored && spec.codes().contains(RejectionCode.PUBLISH_NO_VERDICT)) {
                findings.accept(Finding.error(
                                place,
                                "field.verdict",
                                "no stage before '" + spec.name() + "' scores, so it turns every event away")
                        .hinting("put a scoring stage before it"));
            }
            // a stage of the user's own may score as well
            scored |= stage instanceof Score || !stage.getClass().getName().startsWith("io.riskstream.");
            type = type.or(spec::eventType);
            fields.addAll(spec.writes());
        }
        return new Known(fields, scored, type);
    }

    private static Finding unprovided(FilePosition place, StageSpec spec, String read, CheckedTopology subject) {
        Finding finding = Finding.error(
                place,
                "field.unprovided",
                "stage '" + spec.name() + "' reads '" + read + "', which no stage before it adds");
        return subject.all(Kind.BOLT, StageBolt.class)
                .filter(bolt -> bolt.made().stages().stream()
                        .anyMatch(stage -> stage.spec().writes().contains(read)))
                .findFirst()
                .map(bolt -> finding.hinting("bolt '" + bolt.declaration().id() + "' adds it; put it before this one"))
                .orElse(finding);
    }

    /** Where the bolt names the stage. */
    private static FilePosition place(CheckedTopology subject, Declaration bolt, Stage stage) {
        return bolt.references().stream()
                .filter(reference ->
                        subject.assembly().component(reference.id()).orElse(null) == stage)
                .findFirst()
                .map(reference -> reference.node().place())
                .orElseGet(bolt::place);
    }
}
