package io.riskstream.filter;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;
import io.riskstream.expression.Definitions;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Drops the events for which a condition is true, such as test traffic or claims that are reported too late:
 *
 * <pre>{@code
 * - id: filter-claims
 *   className: io.riskstream.filter.Filter
 *   constructorArgs:
 *     - ref: claim
 *     - drop:
 *         test-traffic: policyNumber.startsWith("TEST")
 *         too-late: timestamp(dateReported) - timestamp(dateOfLoss) > duration("17520h")
 * }</pre>
 *
 * <p>The name of the first condition that is true is the reason of the drop. A dropped event leaves on the bolt's stream {@code dropped}. A condition that cannot be evaluated, because
 * a field is missing for example, drops nothing: an event is only dropped if a condition is true. The conditions are expressions of the rule language, see {@link Condition}, and cost as much as rules.
 *
 * <p>Counters: {@code <name>.dropped.<reason>}, and {@code <name>.unevaluated.<reason>} for conditions that cannot be evaluated.
 */
public final class Filter implements Stage {
    private static final long serialVersionUID = 1;
    // the reason is a part of a metric name
    private static final Pattern REASON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("filter")
            .optional("name", Options.Kind.TEXT, "filter", "the name of this stage in metrics and messages")
            .required(
                    "drop",
                    Options.Kind.MAP,
                    "the conditions under which an event is dropped, by the reason of the drop; they are tested in order");

    private final EventType type;
    private final String name;
    private final Map<String, String> conditions;
    private final List<String> reads;

    private transient Drop[] drops;

    /** One condition, compiled for one thread. */
    private record Drop(Condition condition, Outcome outcome, Metrics.Counter dropped, Metrics.Counter unevaluated) {}

    /**
     * Creates a filter.
     *
     * @throws io.riskstream.text.ConfigurationException if an option is unknown or missing, a reason is not valid as a name, or a condition has a mistake
     */
    public Filter(EventType type, Map<String, Object> options) {
        Options arguments = OPTIONS.read(options);
        if (type == null) {
            throw arguments.problem("its event type is missing; declare it before this stage in the Flux file");
        }
        this.type = type;
        this.name = arguments.text("name");
        this.conditions = new LinkedHashMap<>(arguments.map("drop"));
        if (conditions.isEmpty()) {
            throw arguments.problem("drop", "option 'drop' contains no condition; without one, remove the stage");
        }
        Set<String> fields = new LinkedHashSet<>();
        conditions.forEach((reason, condition) -> {
            if (!REASON.matcher(reason).matches()) {
                throw arguments.problem(
                        "drop", reason, "the reason '" + reason + "' must consist of letters, digits, '-' and '_'");
            }
            Condition checked = arguments.checked("drop", () -> Condition.compile(condition, type));
            if (!checked.readsEvent()) {
                throw arguments.problem(
                        "drop",
                        condition,
                        "the condition of '" + reason + "' reads no field, so it is the same for every event");
            }
            fields.addAll(checked.reads());
        });
        this.reads = List.copyOf(fields);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name).on(type).reading(reads).dropping();
    }

    @Override
    public void open(StageContext context) {
        Definitions definitions = new Definitions(type, context.clock());
        List<Drop> compiled = new ArrayList<>();
        conditions.forEach((reason, condition) -> compiled.add(new Drop(
                Condition.compile(condition, type, definitions),
                Outcome.drop(reason),
                context.metrics().counter(name + ".dropped." + reason),
                context.metrics().counter(name + ".unevaluated." + reason))));
        drops = compiled.toArray(Drop[]::new);
    }

    @Override
    public Outcome apply(Event event) {
        for (Drop drop : drops) {
            ConditionResult result = drop.condition().test(event);
            if (result == ConditionResult.TRUE) {
                drop.dropped().add(1);
                return drop.outcome();
            } else if (result == ConditionResult.ERROR) {
                drop.unevaluated().add(1);
            }
        }
        return Outcome.pass();
    }
}
