package io.riskstream.history;

import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.stage.OnError;
import io.riskstream.stage.OnMiss;
import io.riskstream.stage.Options;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Declaration of a history: what is known of the earlier events of an entity, such as the earlier claims of a policy. Each event is added to the history of its
 * entity, and gets features of the events before it, under the history's name.
 *
 * <pre>{@code
 * - id: policy-claims
 *   className: io.riskstream.history.History
 *   constructorArgs:
 *     - name: policy_claims
 *       entity: "policy:{policyNumber}"
 *       time: lossDate
 *       amount: claimAmount
 *       distinct: [state]
 *       windows: [24h, 30d, 365d]
 * }</pre>
 *
 * <p>This adds, for each window such as {@code 30d}: {@code policy_claims.count_30d}, and with an amount {@code .sum_30d}, {@code .mean_30d} and {@code
 * .max_30d}, and {@code .distinct_state_30d} for each field whose different values are counted; and once {@code .since_last} (whole seconds between the latest
 * event before this one and this one), {@code .first_seen} (when the earliest event that is kept happened, in RFC 3339) and {@code .truncated}. The mean and the
 * maximum are absent if no event of the window has an amount, the sum and the mean if the sum exceeds the greatest double, {@code .since_last} and {@code .first_seen} if the history has no event before this one.
 *
 * <h2>What counts</h2>
 *
 * <ul>
 *   <li>An event counts those <b>other</b> events of its entity that happened in [t - w, t): at the beginning of the window or later, and before the time t of
 *       the event itself. It never counts itself, and events of exactly the same time do not count each other.
 *   <li>Only what had <b>arrived</b> before the event counts: what has an earlier Kafka timestamp, or the same one and an earlier offset. So a late event counts
 *       for all events that arrive after it, and for none that arrived before.
 *   <li>An event is known by its <b>id</b>. An event that arrives again with other values is a correction: the latest version that arrived before an event
 *       counts, and always as one event. An event that arrives again with the same values counts what its first arrival counted.
 *   <li>The event is added to the history when its features are read, in the same round trip. Events that a later stage rejects stay in the history: a claim that
 *       cannot be scored was claimed all the same. Put the stage after the validation, so that the history has valid events alone.
 * </ul>
 *
 * <p>So the features depend on the events alone. A retry, a replay after a crash, and a second worker that processes the same event give the same values as the first
 * time. Three limits: events that arrive in different partitions, or are processed by different tasks, within the time that the pipeline takes for an event
 * may miss each other at first and find each other in a replay; the same holds for an event whose request failed at first; and an event that was removed
 * because the history was too long or too old is not found again.
 *
 * <h2>How much is kept</h2>
 *
 * <p>A history keeps the latest {@code most} events by their time. An entity with more, such as a broker with 100,000 claims, has a declared approximation: its features
 * are those of the latest {@code most} events, so counts and sums are lower bounds, and {@code .truncated} is true if the longest window may contain events
 * that were removed. The cost of an event is bounded by the same number. The store drops a history after {@code keep} without a new event.
 */
public final class History implements FieldSource, Serializable {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("history")
            .required("name", Options.Kind.TEXT, "the prefix of the history's fields, as in policy_claims.count_30d")
            .required(
                    "entity",
                    Options.Kind.TEXT,
                    "the template of the entity whose history it is, with placeholders for fields of the event, as in policy:{policyNumber}")
            .required(
                    "windows",
                    Options.Kind.LIST,
                    "the lengths of time before an event for which features are computed, each a whole number with the unit m, h or d, as in [24h, 30d, 365d]")
            .optional(
                    "time",
                    Options.Kind.TEXT,
                    "the field with the time of the event: a string with a date or date-time of RFC 3339, or a long with milliseconds since 1970; by default, the time that the parser read, or the timestamp of the record")
            .optional(
                    "id",
                    Options.Kind.TEXT,
                    "the template of the id by which an event counts once; by default, the event's id")
            .optional("amount", Options.Kind.TEXT, "the numeric field of which sum, mean and maximum are computed")
            .optional("distinct", Options.Kind.LIST, "the fields whose different values are counted")
            .optional(
                    "most",
                    Options.Kind.INTEGER,
                    500,
                    "how many events are kept for an entity, the latest ones; the field truncated states if there were more")
            .optional(
                    "keep",
                    Options.Kind.TEXT,
                    "how long the store keeps a history after its latest request, as in 400d; by default 30 days longer than the longest window")
            .choice(
                    "keyEscape",
                    KeyEscape.SEPARATORS,
                    "for an entity or id with several placeholders: SEPARATORS escapes the characters between them where a value contains one, NONE uses the values as they are")
            .choice(
                    "onMiss",
                    OnMiss.PASS,
                    "what to do with an event without entity, time or id; DEFAULT gives it the features of an entity without earlier events")
            .choice(
                    "onError",
                    OnError.PASS,
                    "what to do with an event whose history cannot be written or read in time");

    /** The prefix of all keys of histories in a store. */
    public static final String KEY_PREFIX = "riskstream-history:";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MAX_MOST = 10_000;
    private static final int MAX_WINDOWS = 20;
    private static final Duration KEEP_LONGER = Duration.ofDays(30);

    private final String name;
    private final String entity;
    /** Null for the event's own id. */
    private final String id;
    /** Null for the event's own time. */
    private final String time;
    /** Null if the history has no amount. */
    private final String amount;

    private final List<String> distinct;
    private final List<Window> windows;
    private final int most;
    private final Duration keep;
    private final KeyEscape keyEscape;
    private final OnMiss onMiss;
    private final OnError onError;
    private final List<Field> fields;

    /**
     * Creates a history from the options in a Flux file.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or wrong
     */
    public History(Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        name = parsed.text("name");
        if (!NAME.matcher(name).matches()) {
            throw parsed.problem(
                    "name",
                    name,
                    "option 'name' must consist of letters, digits and '_', and must not begin with a digit, because rules read its fields",
                    "write '" + name.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?=[0-9])", "_") + "'");
        }
        entity = parsed.text("entity");
        parsed.checked("entity", () -> ParsedTemplate.of(entity));
        if (ParsedTemplate.of(entity).placeholders().isEmpty()) {
            throw parsed.problem(
                    "entity",
                    "option 'entity' has no placeholder, so all events would have one history; add one, as in policy:{policyNumber}");
        }
        id = parsed.optionalText("id").orElse(null);
        if (id != null) {
            parsed.checked("id", () -> ParsedTemplate.of(id));
        }
        time = parsed.optionalText("time").orElse(null);
        amount = parsed.optionalText("amount").orElse(null);
        distinct = new ArrayList<>(parsed.texts("distinct"));
        windows = windows(parsed);
        most = parsed.integer("most", 1, MAX_MOST);
        keep = keep(parsed);
        keyEscape = parsed.choice("keyEscape", KeyEscape.class);
        onMiss = parsed.choice("onMiss", OnMiss.class);
        onError = parsed.choice("onError", OnError.class);
        checkDistinct(parsed);
        fields = new ArrayList<>(features().fields());
    }

    private static List<Window> windows(Options parsed) {
        List<Window> windows = new ArrayList<>();
        Set<Long> lengths = new HashSet<>();
        for (String text : parsed.texts("windows")) {
            Window window = Window.of(text)
                    .orElseThrow(() -> parsed.problem(
                            "windows",
                            text,
                            "window '" + text
                                    + "' must be a whole number with the unit m (minutes), h (hours) or d (days), up to 36600d",
                            "write a year as 365d"));
            if (!lengths.add(window.millis())) {
                throw parsed.problem("windows", text, "two windows have the length of '" + text + "'; remove one");
            }
            windows.add(window);
        }
        if (windows.isEmpty() || windows.size() > MAX_WINDOWS) {
            throw parsed.problem(
                    "windows",
                    "option 'windows' must contain 1 to " + MAX_WINDOWS + " windows, as in [24h, 30d, 365d]");
        }
        windows.sort(Comparator.comparingLong(Window::millis));
        return windows;
    }

    private Duration keep(Options parsed) {
        Duration longest = Duration.ofMillis(windows.get(windows.size() - 1).millis());
        Optional<String> text = parsed.optionalText("keep");
        if (text.isEmpty()) {
            return longest.plus(KEEP_LONGER);
        }
        Window given = Window.of(text.get())
                .orElseThrow(() -> parsed.problem(
                        "keep",
                        "option 'keep' must be a whole number with the unit m, h or d, up to 36600d, such as 400d"));
        if (given.millis() < longest.toMillis()) {
            throw parsed.problem(
                    "keep",
                    "option 'keep' must be at least as long as the longest window, "
                            + windows.get(windows.size() - 1).text());
        }
        return Duration.ofMillis(given.millis());
    }

    private void checkDistinct(Options parsed) {
        EventHash hash = new EventHash();
        Map<String, String> paths = new LinkedHashMap<>();
        Map<Short, String> tags = new LinkedHashMap<>();
        for (String path : distinct) {
            String other = paths.putIfAbsent(featureName(path), path);
            if (other == null) {
                other = tags.putIfAbsent(HistoryEntry.tag(hash, path), path);
            }
            if (other != null) {
                throw parsed.problem(
                        "distinct",
                        path,
                        other.equals(path)
                                ? "option 'distinct' contains '" + path + "' twice; remove one"
                                : "option 'distinct' cannot contain both '" + other + "' and '" + path
                                        + "', which would have one name; remove one");
            }
        }
    }

    /** Returns the name of a field in the names of features: {@code location_zip} for {@code location.zip}. */
    private static String featureName(String path) {
        return path.replace('.', '_');
    }

    /** Returns the arithmetic of this history. */
    HistoryFeatures features() {
        EventHash hash = new EventHash();
        short[] tags = new short[distinct.size()];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = HistoryEntry.tag(hash, distinct.get(i));
        }
        return new HistoryFeatures(
                name + ".",
                windows,
                amount != null,
                distinct.stream().map(History::featureName).toList(),
                tags,
                most);
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns false: a sender cannot set these fields. A member with one of their names is an undeclared field. */
    @Override
    public boolean arrives() {
        return false;
    }

    /** Returns the fields that this history adds, such as {@code policy_claims.count_30d}. */
    @Override
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** Returns the template of the entity. */
    public String entity() {
        return entity;
    }

    /** Returns the template of the id by which an event counts once; empty for the event's own id. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** Returns the field with the time of the event; empty for the event's own time. */
    public Optional<String> time() {
        return Optional.ofNullable(time);
    }

    /** Returns the field with the amount; empty if the history has none. */
    public Optional<String> amount() {
        return Optional.ofNullable(amount);
    }

    /** Returns the fields whose different values are counted. */
    public List<String> distinct() {
        return List.copyOf(distinct);
    }

    /** Returns how many events are kept for an entity. */
    public int most() {
        return most;
    }

    /** Returns how long the store keeps a history after its latest request. */
    public Duration keep() {
        return keep;
    }

    public KeyEscape keyEscape() {
        return keyEscape;
    }

    public OnMiss onMiss() {
        return onMiss;
    }

    public OnError onError() {
        return onError;
    }

    /** Returns the key of an entity's history in the store. Histories of the same name and entity are one, also those of different pipelines. */
    public String key(String filledEntity) {
        return KEY_PREFIX + name + ":" + filledEntity;
    }

    @Override
    public String toString() {
        return "History[" + name + " " + entity + "]";
    }
}
