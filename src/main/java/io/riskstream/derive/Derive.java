package io.riskstream.derive;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.FieldExpression;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stage that computes the fields of a {@link DerivedFields} and adds them to the event:
 *
 * <pre>{@code
 * - id: derive-fields
 *   className: io.riskstream.derive.Derive
 *   constructorArgs:
 *     - ref: claim
 *     - ref: derived
 * }</pre>
 *
 * <p>It rejects no event. A field whose expression cannot be evaluated, because another field is missing for example, stays absent, and the counter {@code <name>.unevaluated.<field>} counts it: so
 * a rule tests it with {@code has}. An expression whose value is null gives null.
 */
public final class Derive implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("derive")
            .optional("name", Options.Kind.TEXT, "derive", "the name of this stage in metrics and messages");

    private final EventType type;
    private final DerivedFields derived;
    private final String name;
    private final int firstSlot;
    private final List<String> reads;

    private transient FieldExpression[] expressions;
    private transient Metrics.Counter[] unevaluated;

    /** Creates a stage with the name {@code derive}. */
    public Derive(EventType type, DerivedFields derived) {
        this(type, derived, Map.of());
    }

    /**
     * Creates a stage with options.
     *
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, an expression has a mistake or another type than its field, or the event type does not list the fields
     */
    public Derive(EventType type, DerivedFields derived, Map<String, Object> options) {
        Options arguments = OPTIONS.read(options);
        if (type == null || derived == null) {
            throw arguments.problem((type == null ? "its event type is" : "its derived fields are")
                    + " missing; declare them before this stage in the Flux file");
        }
        this.type = type;
        this.derived = derived;
        this.name = arguments.text("name");
        List<Field> fields = derived.fields();
        String first = fields.get(0).path();
        this.firstSlot = type.find(first)
                .orElseThrow(() -> arguments.problem("the event type does not contain field '" + first
                        + "'; list the component of its derived fields in the event type"));
        Set<String> read = new LinkedHashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            int index = i;
            read.addAll(arguments
                    .checked("", () -> expression(index, new Definitions(type)))
                    .reads());
        }
        Optional<Field> own =
                fields.stream().filter(field -> read.contains(field.path())).findFirst();
        if (own.isPresent()) {
            throw arguments.problem(
                    "an expression reads '" + own.get().path()
                            + "', which gets its value at the same time; write its expression out, or derive it in a stage before this one");
        }
        this.reads = List.copyOf(read);
    }

    private FieldExpression expression(int index, Definitions definitions) {
        return FieldExpression.compile(
                derived.expressions().get(index),
                type,
                derived.fields().get(index).type(),
                definitions);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .on(type)
                .reading(reads)
                .writing(derived.fields().stream().map(Field::path).toList());
    }

    @Override
    public void open(StageContext context) {
        Definitions definitions = new Definitions(type, context.clock());
        int size = derived.fields().size();
        expressions = new FieldExpression[size];
        unevaluated = new Metrics.Counter[size];
        for (int i = 0; i < size; i++) {
            expressions[i] = expression(i, definitions);
            String path = derived.fields().get(i).path();
            unevaluated[i] = context.metrics().counter(name + ".unevaluated." + path);
        }
    }

    @Override
    public Outcome apply(Event event) {
        FieldValues values = new FieldValues(expressions.length);
        for (int i = 0; i < expressions.length; i++) {
            if (!expressions[i].set(event, values, i)) {
                unevaluated[i].add(1);
            }
        }
        return Outcome.pass(Patch.NONE.withFields(firstSlot, values));
    }
}
