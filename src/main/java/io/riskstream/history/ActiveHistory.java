package io.riskstream.history;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A history opened in one task: compiled for an event type, with its counters. */
final class ActiveHistory {
    private final History declaration;
    private final String stage;
    private final StageContext context;
    private final HistoryFeatures features;
    private final EntryReader entries;
    private final int firstSlot;
    private final Metrics.Counter appended;
    private final Metrics.Counter unkeyed;
    private final Metrics.Counter errors;
    private final Metrics.Counter late;
    private final Metrics.Counter truncated;
    private final Metrics.Counter trimmed;

    ActiveHistory(History declaration, EventType type, String stage, EventHash hash, StageContext context) {
        this.declaration = declaration;
        this.stage = stage;
        this.context = context;
        this.features = declaration.features();
        this.entries = new EntryReader(declaration, type, hash);
        this.firstSlot = type.slot(declaration.fields().get(0).path());
        Metrics metrics = context.metrics();
        String prefix = stage + "." + declaration.name() + ".";
        this.appended = metrics.counter(prefix + "appended");
        this.unkeyed = metrics.counter(prefix + "unkeyed");
        this.errors = metrics.counter(prefix + "errors");
        this.late = metrics.counter(prefix + "late");
        this.truncated = metrics.counter(prefix + "truncated");
        this.trimmed = metrics.counter(prefix + "trimmed");
    }

    /**
     * Checks a history against an event type.
     *
     * @return the paths of the fields that it reads
     * @throws ConfigurationException if the event type does not have the history's fields, or a field that the history reads, or one of them has a type that
     *     cannot be used; the problem names the option
     */
    static List<String> check(History history, EventType type) {
        checkSource(history, type);
        List<String> reads = new ArrayList<>();
        within(
                history,
                "entity",
                () -> reads.addAll(EntryReader.entity(history, type).names()));
        within(history, "id", () -> EntryReader.id(history, type)
                .ifPresent(template -> reads.addAll(template.names())));
        history.time()
                .ifPresent(path -> reads.add(
                        field(history, type, "time", path, "a string or a long", FieldType.STRING, FieldType.LONG)));
        history.amount()
                .ifPresent(path ->
                        reads.add(field(history, type, "amount", path, "a number", FieldType.LONG, FieldType.DOUBLE)));
        history.distinct()
                .forEach(path -> reads.add(field(
                        history,
                        type,
                        "distinct",
                        path,
                        "a string, a number or a boolean",
                        FieldType.STRING,
                        FieldType.LONG,
                        FieldType.DOUBLE,
                        FieldType.BOOLEAN)));
        List<String> own = history.fields().stream().map(Field::path).toList();
        reads.stream().filter(own::contains).findFirst().ifPresent(path -> {
            throw problem(history, "", path, "it reads its own field '" + path + "'");
        });
        return reads.stream().distinct().toList();
    }

    private static void checkSource(History history, EventType type) {
        Optional<Field> missing = history.fields().stream()
                .filter(field -> !type.fields().contains(field))
                .findFirst();
        if (missing.isPresent()) {
            throw problem(
                    history,
                    "",
                    missing.get().path(),
                    "the event type has no field '" + missing.get().path()
                            + "'; add the history to the event type's sources");
        }
        int first = type.slot(history.fields().get(0).path());
        int end = Math.min(type.size(), first + history.fields().size());
        if (!type.fields().subList(first, end).equals(history.fields())) {
            throw problem(
                    history,
                    "",
                    "",
                    "the event type has the history's fields from another source; add the history itself to its sources");
        }
    }

    private static String field(
            History history, EventType type, String option, String path, String expected, FieldType... allowed) {
        within(history, option, () -> type.slot(path));
        FieldType actual = type.field(type.slot(path)).type();
        if (Stream.of(allowed).noneMatch(actual::equals)) {
            throw problem(
                    history,
                    option,
                    path,
                    "option '" + option + "' takes " + expected + ", and field '" + path + "' is of type "
                            + actual.name().toLowerCase(java.util.Locale.ROOT));
        }
        return path;
    }

    private static void within(History history, String option, Runnable call) {
        try {
            call.run();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(e.problems().stream()
                    .map(problem -> problem.within("history '" + history.name() + "'", option))
                    .toList());
        }
    }

    private static ConfigurationException problem(History history, String option, String value, String message) {
        return new ConfigurationException(
                ConfigurationProblem.ofOption("history '" + history.name() + "'", option, value, message));
    }

    History declaration() {
        return declaration;
    }

    HistoryFeatures features() {
        return features;
    }

    EntryReader entries() {
        return entries;
    }

    int firstSlot() {
        return firstSlot;
    }

    void countAppended(long events) {
        appended.add(events);
    }

    void countUnkeyed() {
        unkeyed.add(1);
    }

    void countError() {
        errors.add(1);
    }

    void countLate() {
        late.add(1);
    }

    /** Counts what a history of features states. */
    void count(FieldValues values) {
        if (values.bool(values.size() - 1)) {
            truncated.add(1);
        }
    }

    void countTrimmed() {
        trimmed.add(1);
    }

    void report(String code, String cause) {
        context.report(stage + code, "history '" + declaration.name() + "' (" + declaration.entity() + "): " + cause);
    }
}
