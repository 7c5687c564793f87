package io.riskstream.tools.backtest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.ParseJson;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Restores the fields of an event from its published score, whose body contains them: those of the event and those of its look-ups, with their values at the
 * time of scoring. It takes the place of the stages before the scoring stage.
 *
 * <p>A score that was published for an audit contains only the fields that its scorecard reads. They are restored for scorecards that read no others.
 */
public final class RestoreFields implements Stage {
    private static final long serialVersionUID = 1;
    private static final String NAME = "restore";

    /** The fields of a look-up. */
    private record LookupFields(String name, int[] slots) implements Serializable {
        boolean isPresent(Event event) {
            return Arrays.stream(slots).anyMatch(event::isPresent);
        }
    }

    private final EventType type;
    private final ParseJson parser;
    private final List<Scorecard> cards;
    private final List<LookupFields> lookups = new ArrayList<>();

    /**
     * Creates a stage for the events of a pipeline.
     *
     * @param cards the scorecards for which the fields are restored
     */
    public RestoreFields(EventType type, List<Scorecard> cards) {
        this.type = type;
        this.cards = new ArrayList<>(cards);
        type.sources(Lookup.class).stream()
                .map(source -> new LookupFields(
                        source.name(),
                        source.fields().stream()
                                .mapToInt(field -> type.slot(field.path()))
                                .toArray()))
                .forEach(lookups::add);
        // the parser fills fields that arrive, and in a published score those of look-ups arrive too
        this.parser = new ParseJson(
                new EventType(List.of(new FieldSource() {
                    @Override
                    public String name() {
                        return "published score";
                    }

                    @Override
                    public List<Field> fields() {
                        return type.fields();
                    }
                })),
                Map.of());
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(NAME)
                .on(type)
                .writing(type.fields().stream().map(Field::path).toList())
                .rejecting(RejectionCode.PARSE_JSON, RejectionCode.PARSE_OBJECT);
    }

    @Override
    public Outcome apply(Event event) {
        JsonElement json;
        try {
            json = JsonParser.parseString(new String(event.original(), StandardCharsets.UTF_8));
        } catch (JsonParseException e) {
            return reject(RejectionCode.PARSE_JSON, "", "the published score is not JSON");
        }
        if (!(json instanceof JsonObject score) || !score.has("hash")) {
            return reject(
                    RejectionCode.PARSE_OBJECT,
                    "",
                    "this is no published score; expected a JSON object with 'score', 'hash' and 'event'");
        }
        if (score.get("audit") instanceof JsonObject audit) {
            return audited(event, score, audit);
        }
        if (!(score.get("event") instanceof JsonObject fields)) {
            return reject(
                    RejectionCode.PARSE_OBJECT,
                    "event",
                    "the published score does not contain the fields of the event; they are published with 'event:"
                            + " FIELDS' or 'event: AUDIT'");
        }
        Outcome parsed = parse(event, fields);
        if (!(parsed instanceof Outcome.Pass pass)) {
            return parsed;
        }
        Patch patch = completed(pass.patch(), score);
        return withoutValues(event.with(patch))
                .map(lookup -> reject(
                        RejectionCode.PARSE_OBJECT,
                        "event",
                        "the published score does not contain the values of the look-up '" + lookup
                                + "'; it contains the event as it arrived. They are published with 'event: FIELDS'"))
                .orElseGet(() -> Outcome.pass(patch));
    }

    private Outcome parse(Event event, JsonObject fields) {
        return parser.apply(Event.of(event.origin(), fields.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private Outcome audited(Event event, JsonObject score, JsonObject audit) {
        if (!(audit.get("fields") instanceof JsonObject fields)
                || !(audit.get("time") instanceof JsonPrimitive time)
                || !time.isNumber()) {
            return reject(
                    RejectionCode.PARSE_OBJECT,
                    "audit",
                    "the published score has an invalid audit; expected an object with 'time' and 'fields'");
        }
        Optional<String> missing = notAudited(score);
        if (missing.isPresent()) {
            return reject(RejectionCode.PARSE_OBJECT, "audit", missing.get());
        }
        Outcome parsed = parse(event, fields);
        return parsed instanceof Outcome.Pass pass
                ? Outcome.pass(completed(pass.patch(), score).withTime(time.getAsLong()))
                : parsed;
    }

    /** Returns why the fields of an audited score are not enough for the scorecards; empty if they are. */
    private Optional<String> notAudited(JsonObject score) {
        String hash = score.get("hash").isJsonPrimitive() ? score.get("hash").getAsString() : "";
        Optional<Scorecard> own =
                cards.stream().filter(card -> card.hash().equals(hash)).findFirst();
        if (own.isEmpty()) {
            return Optional.of(
                    "the published score contains only the fields that its own scorecard reads, and that is another version, with the hash "
                            + hash.substring(0, Math.min(12, hash.length()))
                            + "; name that version as REVISION:FILE");
        }
        List<String> audited = own.get().withoutShadow().reads();
        return cards.stream()
                .flatMap(card -> card.withoutShadow().reads().stream())
                .filter(read -> !audited.contains(read))
                .findFirst()
                .map(read ->
                        "the published score contains only the fields that its own scorecard reads, and the other one reads '"
                                + read + "' too; they are all published with 'event: FIELDS'");
    }

    /** Returns a look-up that added its record when the event was scored, while the message has no value of it; empty if there is none. */
    private Optional<String> withoutValues(Event event) {
        List<String> degraded = event.degraded();
        return lookups.stream()
                .filter(lookup -> !degraded.contains(lookup.name()) && !lookup.isPresent(event))
                .map(LookupFields::name)
                .findFirst();
    }

    private static Patch completed(Patch fields, JsonObject score) {
        Patch patch = fields;
        if (score.has("id") && score.get("id").isJsonPrimitive()) {
            patch = patch.withId(score.get("id").getAsString());
        }
        if (score.get("degradedCauses") instanceof JsonObject causes) {
            for (Map.Entry<String, JsonElement> cause : causes.entrySet()) {
                patch = patch.withDegraded(cause.getKey(), cause(cause.getValue()));
            }
        }
        return patch;
    }

    private static Degradation.Cause cause(JsonElement code) {
        try {
            return Degradation.Cause.valueOf(code.getAsString().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            return Degradation.Cause.UNAVAILABLE; // of another version of this program
        }
    }

    private static Outcome reject(String code, String path, String message) {
        return Outcome.reject(new Rejection(NAME, code, path, message));
    }
}
