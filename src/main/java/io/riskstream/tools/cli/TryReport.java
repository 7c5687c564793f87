package io.riskstream.tools.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Header;
import io.riskstream.event.NullValue;
import io.riskstream.event.Reason;
import io.riskstream.event.Rejection;
import io.riskstream.event.Template;
import io.riskstream.event.Verdict;
import io.riskstream.history.History;
import io.riskstream.stage.Message;
import io.riskstream.stage.OnMiss;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.RequestedRecord;
import io.riskstream.testing.StageResult;
import io.riskstream.tools.flux.Pipeline;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the result of every stage for one event as text. */
final class TryReport {
    private static final int NAME_WIDTH = 36;
    private static final int MAX_VALUE_LENGTH = 72;
    /** A published message is shown whole unless it would fill several screens. */
    private static final int MAX_BODY_LENGTH = 4_000;

    private final Pipeline pipeline;
    private final PrintWriter out;

    TryReport(Pipeline pipeline, PrintWriter out) {
        this.pipeline = pipeline;
        this.out = out;
    }

    /**
     * Writes a run.
     *
     * @param times the time that each step takes
     */
    void write(PipelineResult run, List<Duration> times) {
        String bolt = "";
        for (int i = 0; i < run.steps().size(); i++) {
            StageResult step = run.steps().get(i);
            if (!step.bolt().equals(bolt)) {
                String kind = pipeline.isSpout(step.bolt()) ? "spout" : "bolt";
                out.printf("%s%s %s%n", bolt.isEmpty() ? "" : "\n", kind, step.bolt());
                bolt = step.bolt();
            }
            write(step, times.get(i));
        }
        if (!run.reports().isEmpty()) {
            out.println();
            run.reports().forEach(report -> out.printf("reported %s: %s%n", report.code(), report.message()));
        }
        out.printf("%n%s%n", summary(run));
    }

    private void write(StageResult step, Duration time) {
        String attempts = step.attempts() == 1 ? "" : ", after " + step.attempts() + " attempts";
        out.printf("  %-22s %10s  %s%s%n", step.name(), shown(time), outcome(step.outcome()), attempts);
        if (step.outcome() instanceof Outcome.Reject reject) {
            reject.rejections().forEach(rejection -> line(shown(rejection), ""));
        }
        writeLookups(step);
        writeFields(step);
        step.after()
                .verdict()
                .filter(verdict -> step.before().verdict().isEmpty())
                .ifPresent(this::writeVerdict);
        step.messages().forEach(this::writeMessage);
    }

    private static String outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Reject) {
            return "rejects the event";
        } else if (outcome instanceof Outcome.Drop drop) {
            return "drops the event: " + drop.reason();
        } else if (outcome instanceof Outcome.Retry retry) {
            return "keeps retrying: " + retry.cause();
        }
        return "passes the event";
    }

    static String shown(Rejection rejection) {
        String path = rejection.path().isEmpty() ? "" : " " + rejection.path();
        return rejection.code() + path + ": " + rejection.message();
    }

    /** Returns a time in microseconds below a millisecond, else in milliseconds. */
    private static String shown(Duration time) {
        double micros = time.toNanos() / 1e3;
        return micros < 1_000
                ? String.format(Locale.ROOT, "%.1f us", micros)
                : String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }

    private void writeLookups(StageResult step) {
        List<String> written = step.stage().spec().writes();
        Optional<EventType> type = step.stage().spec().eventType();
        if (type.isEmpty()) {
            return;
        }
        for (Lookup lookup : pipeline.components(Lookup.class)) {
            boolean byThisStage = lookup.fields().stream().anyMatch(field -> written.contains(field.path()));
            if (byThisStage) {
                line("look-up " + lookup.name(), result(lookup, type.get(), step));
            }
        }
        for (History history : pipeline.components(History.class)) {
            boolean byThisStage = history.fields().stream().anyMatch(field -> written.contains(field.path()));
            if (byThisStage) {
                line("history " + history.name(), result(history, type.get(), step));
            }
        }
    }

    private static String result(Lookup lookup, EventType type, StageResult step) {
        Optional<RequestedRecord> requested;
        if (lookup.mapper().isPresent()) {
            String prefix = lookup.key().substring(0, (lookup.key() + "{").indexOf('{'));
            requested = step.requests().stream()
                    .filter(record -> record.key().startsWith(prefix))
                    .findFirst();
            if (requested.isEmpty()) {
                return "not requested: its mapper returned no key" + onMiss(lookup);
            }
        } else {
            Template key = Template.ofKey(lookup.key(), type, Map.of(), lookup.keyEscape());
            Optional<Template.Problem> problem = key.problem(step.before());
            if (problem.isPresent()) {
                return "not requested: " + problem.get().message() + onMiss(lookup);
            }
            Optional<String> filled = key.fill(step.before());
            requested = step.requests().stream()
                    .filter(record -> record.key().equals(filled.get()))
                    .findFirst();
            if (requested.isEmpty()) {
                return filled.get() + " not requested: in the near-cache";
            }
        }
        return requested.get().key() + (requested.get().found() ? " found" : " absent" + onMiss(lookup));
    }

    private static String result(History history, EventType type, StageResult step) {
        Template entity = Template.ofKey(history.entity(), type, Map.of(), history.keyEscape());
        Optional<Template.Problem> problem = entity.problem(step.before());
        if (problem.isPresent()) {
            return "not read: " + problem.get().message() + onMiss(history.onMiss());
        }
        return history.key(entity.fill(step.before()).orElse(""));
    }

    private static String onMiss(Lookup lookup) {
        return onMiss(lookup.onMiss());
    }

    private static String onMiss(OnMiss onMiss) {
        return "; onMiss " + onMiss
                + switch (onMiss) {
                    case PASS -> ": the event passes without the record";
                    case DEFAULT -> ": the default values";
                    case REJECT -> ": the event is rejected";
                };
    }

    private void writeFields(StageResult step) {
        Map<String, Object> added = new LinkedHashMap<>();
        Event before = step.before();
        Event after = step.after();
        if (!after.id().equals(before.id())) {
            line("id", '"' + after.id() + '"');
        }
        if (!after.key().equals(before.key())) {
            line("key", '"' + after.key().orElse("") + '"');
        }
        if (!after.time().equals(before.time())) {
            line("time", after.time().toString());
        }
        step.stage().spec().eventType().ifPresent(type -> {
            for (int slot = 0; slot < type.size(); slot++) {
                boolean changed = after.isPresent(slot)
                        && (!before.isPresent(slot)
                                || !before.values()
                                        .object(slot)
                                        .equals(after.values().object(slot)));
                if (changed) {
                    added.put(type.field(slot).path(), type.value(slot, after.values()));
                }
            }
        });
        added.forEach((path, value) -> line("+ " + path, shown(value)));
        if (!after.undeclared().equals(before.undeclared())) {
            after.undeclaredByPath().forEach((path, value) -> line("+ " + path, shown(value) + ", not declared"));
        }
    }

    private static String shown(Object value) {
        String text = value instanceof String string
                ? '"' + string + '"'
                : value instanceof List || value instanceof Map ? json(value).toString() : String.valueOf(value);
        return text.length() > MAX_VALUE_LENGTH ? text.substring(0, MAX_VALUE_LENGTH) + "..." : text;
    }

    /** Returns a list or an object as JSON, which people can compare with the event. */
    private static JsonElement json(Object value) {
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(element -> array.add(json(element)));
            return array;
        } else if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((name, member) -> object.add(String.valueOf(name), json(member)));
            return object;
        } else if (value instanceof Number number) {
            return new JsonPrimitive(number);
        } else if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        }
        return value == NullValue.NULL ? JsonNull.INSTANCE : new JsonPrimitive(String.valueOf(value));
    }

    private void writeVerdict(Verdict verdict) {
        line("score", ExplanationReport.number(verdict.score()) + ", " + verdict.decision());
        verdict.reasons().forEach(reason -> line("  " + reason.code(), points(reason)));
        if (!verdict.degradations().isEmpty()) {
            line("degraded", ExplanationReport.shown(verdict.degradations()));
        }
        if (!verdict.unevaluated().isEmpty()) {
            line("unevaluated", String.join(", ", verdict.unevaluated()));
        }
    }

    private static String points(Reason reason) {
        return (reason.points() > 0 ? "+" : "") + ExplanationReport.number(reason.points()) + "  " + reason.text();
    }

    private void writeMessage(Message message) {
        line("publishes to", message.topic());
        line("  key", message.key().map(TryReport::text).orElse("none"));
        for (Header header : message.headers()) {
            line("  " + header.name(), text(header.value()));
        }
        line("  value", message.value().map(TryReport::text).orElse("none"));
    }

    private static String text(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes.length + " bytes that are not UTF-8";
        }
        String cut = text.length() > MAX_BODY_LENGTH
                ? text.substring(0, MAX_BODY_LENGTH) + "... (" + bytes.length + " bytes in total)"
                : text;
        return masked(cut);
    }

    /** Returns a text on one line and without control characters: it may contain what a sender wrote, and could control the terminal. */
    static String masked(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? c == '\n' || c == '\t' ? ' ' : '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void line(String name, String value) {
        out.println(
                ("      " + String.format("%-" + NAME_WIDTH + "s  %s", masked(name), masked(value))).stripTrailing());
    }

    private static String summary(PipelineResult run) {
        List<String> outcomes = new ArrayList<>();
        if (run.steps().isEmpty()) {
            outcomes.add("no stage received the event");
        }
        run.unfinished().ifPresent(step -> outcomes.add("never completes: stage " + step.name() + " keeps retrying"));
        if (!run.rejections().isEmpty()) {
            outcomes.add("rejected: "
                    + run.rejections().stream().map(Rejection::code).distinct().collect(Collectors.joining(", ")));
        }
        run.dropReason().ifPresent(reason -> outcomes.add("dropped: " + reason));
        if (outcomes.isEmpty()) {
            outcomes.add(run.verdict()
                    .map(verdict -> verdict.decision() + ", score " + ExplanationReport.number(verdict.score()))
                    .orElse("passed without a score"));
        }
        String topics = run.messages().stream().map(Message::topic).distinct().collect(Collectors.joining(", "));
        return String.join("; ", outcomes) + (topics.isEmpty() ? "; nothing published" : "; published to " + topics);
    }
}
