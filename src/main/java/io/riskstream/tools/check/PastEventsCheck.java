package io.riskstream.tools.check;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.history.History;
import io.riskstream.history.HistorySeeds;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.reference.References.HistoryOutline;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks the past events of a {@code references.yaml} against the histories of the pipeline: what {@code load} would refuse, or fill without effect. */
final class PastEventsCheck {
    private static final String CODE = "history.past";

    private PastEventsCheck() {}

    static void check(CheckedTopology topology, References references, Consumer<Finding> findings) {
        if (references.historyOutlines().isEmpty() || !topology.build().isComplete()) {
            return;
        }
        List<History> histories = topology.all(Kind.COMPONENT, History.class)
                .map(CheckedTopology.Built::object)
                .toList();
        List<EventType> types = topology.all(Kind.COMPONENT, EventType.class)
                .map(CheckedTopology.Built::object)
                .toList();
        for (HistoryOutline outline : references.historyOutlines()) {
            Optional<History> history = histories.stream()
                    .filter(known -> known.name().equals(outline.history()))
                    .findFirst();
            if (history.isEmpty()) {
                findings.accept(Finding.error(
                                outline.position(), CODE, "the pipeline has no history '" + outline.history() + "'")
                        .withHint(
                                outline.history(),
                                histories.stream().map(History::name).toList()));
            } else {
                types.stream()
                        .filter(type -> type.fields().containsAll(history.get().fields()))
                        .findFirst()
                        .ifPresent(type -> checkFields(outline, history.get(), type, findings));
            }
        }
    }

    private static void checkFields(
            HistoryOutline outline, History history, EventType type, Consumer<Finding> findings) {
        HistorySeeds seeds;
        try {
            seeds = new HistorySeeds(history, type);
        } catch (ConfigurationException wrongHistory) {
            return; // the construction of the stage reports it
        } catch (IllegalArgumentException e) {
            findings.accept(Finding.error(outline.position(), CODE, e.getMessage()));
            return;
        }
        if (!outline.id() && history.id().isEmpty()) {
            findings.accept(Finding.error(
                            outline.position(),
                            CODE,
                            "history '" + history.name() + "' has no template of an id, so its past events need one")
                    .withHint("add 'id: COLUMN', so that an event that is loaded twice counts once"));
        }
        List<String> missing = seeds.required().stream()
                .filter(path -> !outline.fields().containsKey(path))
                .toList();
        outline.fields().forEach((path, position) -> checkField(path, position, history, seeds, type, findings));
        missing.forEach(path -> findings.accept(Finding.error(
                outline.fieldsPosition(),
                CODE,
                "history '" + history.name() + "' needs the field '" + path + "' of each event; add its column")));
    }

    private static void checkField(
            String path,
            FilePosition position,
            History history,
            HistorySeeds seeds,
            EventType type,
            Consumer<Finding> findings) {
        if (seeds.reads().contains(path)) {
            return;
        }
        boolean known = type.fields().stream().map(Field::path).anyMatch(path::equals);
        findings.accept(
                known
                        ? Finding.warning(
                                position,
                                CODE,
                                "history '" + history.name() + "' does not read the field '" + path + "'")
                        : Finding.error(position, CODE, "the event type has no field '" + path + "'")
                                .withHint(path, seeds.reads()));
    }
}
