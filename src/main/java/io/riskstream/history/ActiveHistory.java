package io.riskstream.history;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Template;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Rfc3339;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A history opened in one task: compiled for an event type, with its counters. */
final class ActiveHistory {
    private static final int NO_FIELD = -1;
    /** The times of the years 0 to 9999, in milliseconds since 1970. */
    private static final long EARLIEST = -62_167_219_200_000L;

    private static final long LATEST = 253_402_300_799_999L;

    private final History declaration;
    private final String stage;
    private final StageContext context;
    private final HistoryFeatures features;
    private final Template entity;
    private final Optional<Template> id;
    private final int time;
    private final int amount;
    private final int[] counted;
    private final short[] tags;
    private final int firstSlot;
    private final EventHash hash;
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
        this.entity = entity(declaration, type);
        this.id = id(declaration, type);
        this.time = declaration.time().map(type::slot).orElse(NO_FIELD);
        this.amount = declaration.amount().map(type::slot).orElse(NO_FIELD);
        this.counted = declaration.distinct().stream().mapToInt(type::slot).toArray();
        this.tags = new short[counted.length];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = HistoryEntry.tag(hash, declaration.distinct().get(i));
        }
        this.firstSlot = type.slot(declaration.fields().get(0).path());
        this.hash = hash;
        Metrics metrics = context.metrics();
        String prefix = stage + "." + declaration.name() + ".";
        this.appended = metrics.counter(prefix + "appended");
        this.unkeyed = metrics.counter(prefix + "unkeyed");
        this.errors = metrics.counter(prefix + "errors");
        this.late = metrics.counter(prefix + "late");
        this.truncated = metrics.counter(prefix + "truncated");
        this.trimmed = metrics.counter(prefix + "trimmed");
    }

    private static Template entity(History declaration, EventType type) {
        return Template.ofKey(declaration.entity(), type, Map.of(), declaration.keyEscape());
    }

    private static Optional<Template> id(History declaration, EventType type) {
        return declaration.id().map(text -> Template.ofKey(text, type, Map.of(), declaration.keyEscape()));
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
        within(history, "entity", () -> reads.addAll(entity(history, type).names()));
        within(history, "id", () -> id(history, type).ifPresent(template -> reads.addAll(template.names())));
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

    int firstSlot() {
        return firstSlot;
    }

    /** True if events are known by their own id. */
    boolean usesEventId() {
        return id.isEmpty();
    }

    /** Returns why an event has no place in this history; empty if it has one. */
    Optional<Template.Problem> problem(Event event) {
        Optional<Template.Problem> problem = entity.problem(event);
        if (problem.isEmpty() && id.isPresent()) {
            problem = id.get().problem(event);
        }
        if (problem.isEmpty() && timeOf(event).isEmpty()) {
            String path = "'" + declaration.time().orElse("the event's time") + "'";
            boolean missing = time != NO_FIELD && !event.hasValue(time);
            problem = Optional.of(new Template.Problem(
                    missing,
                    missing
                            ? "the event has no value for " + path
                            : "the value of " + path + " is not a time between the years 0 and 9999"));
        }
        return problem;
    }

    /** Returns the key of the event's history. The event has no {@link #problem}. */
    String key(Event event) {
        return declaration.key(entity.fill(event).orElseThrow());
    }

    /**
     * Returns the entry of an event that has no {@link #problem}.
     *
     * @param eventId the hash of the event's own id
     */
    HistoryEntry entry(Event event, long eventId) {
        return new HistoryEntry(
                id.isEmpty() ? eventId : hash.of(id.get().fill(event).orElseThrow()),
                HistoryEntry.arrival(event.origin().timestamp(), event.origin().offset()),
                timeOf(event).orElseThrow(),
                amount == NO_FIELD || !event.hasValue(amount) ? Double.NaN : event.number(amount),
                counted.length == 0 ? List.of() : values(event));
    }

    private OptionalLong timeOf(Event event) {
        if (time == NO_FIELD) {
            return checked(event.time().toEpochMilli());
        }
        ValueKind kind = event.kind(time);
        if (kind == ValueKind.STRING) {
            OptionalLong millis = Rfc3339.epochMilli(event.string(time));
            return millis.isEmpty() ? millis : checked(millis.getAsLong());
        }
        return kind == ValueKind.LONG ? checked(event.integer(time)) : OptionalLong.empty();
    }

    private static OptionalLong checked(long millis) {
        return millis >= EARLIEST && millis <= LATEST ? OptionalLong.of(millis) : OptionalLong.empty();
    }

    private List<HistoryEntry.Value> values(Event event) {
        List<HistoryEntry.Value> values = new ArrayList<>(counted.length);
        for (int i = 0; i < counted.length; i++) {
            int slot = counted[i];
            if (event.hasValue(slot)) {
                String text = event.kind(slot) == ValueKind.STRING
                        ? event.string(slot)
                        : String.valueOf(event.values().object(slot));
                values.add(new HistoryEntry.Value(tags[i], hash.of(text)));
            }
        }
        return values;
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
