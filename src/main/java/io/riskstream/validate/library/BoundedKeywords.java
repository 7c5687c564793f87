package io.riskstream.validate.library;

import dev.harrel.jsonschema.Draft2020EvaluatorFactory;
import dev.harrel.jsonschema.EvaluationContext;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SchemaParsingContext;
import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.JsonOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keywords of the json-schema library, each of which counts its work. {@code enum}, {@code const} and {@code uniqueItems} compare in order: the
 * library's hashes take quadratic time for texts with equal hashes.
 */
final class BoundedKeywords implements EvaluatorFactory {
    private static final int CHARACTERS_PER_UNIT = 8;
    /** The units of a division of numbers of up to 1,300 digits. */
    private static final int UNITS_OF_DIVISION = 30;

    private final EvaluatorFactory library = new Draft2020EvaluatorFactory();
    private final EvaluatorFactory own;
    private final CheckWork work;
    private final JsonOrder order;

    /** @param own has precedence over the library's keywords */
    BoundedKeywords(EvaluatorFactory own, CheckWork work) {
        this.own = own;
        this.work = work;
        this.order = new JsonOrder(work);
    }

    @Override
    public Optional<Evaluator> create(SchemaParsingContext context, String keyword, JsonNode node) {
        Optional<Evaluator> evaluator = ordered(keyword, node);
        if (evaluator.isEmpty()) {
            evaluator = own.create(context, keyword, node);
        }
        if (evaluator.isEmpty()) {
            evaluator = library.create(context, keyword, node);
        }
        return evaluator.map(each -> new Counted(each, work));
    }

    private Optional<Evaluator> ordered(String keyword, JsonNode node) {
        return switch (keyword) {
            case "enum" -> node.isArray() ? Optional.of(allowed(node.asArray())) : Optional.empty();
            case "const" -> Optional.of(allowed(List.of(node)));
            case "uniqueItems" -> node.isBoolean() && node.asBoolean() ? Optional.of(this::distinct) : Optional.empty();
            case "multipleOf" -> node.isNumber() ? Optional.of(multipleOf(node.asNumber())) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The library compares the remainder as a double, which is 0 if the remainder is below 1e-324. */
    private Evaluator multipleOf(BigDecimal factor) {
        return (context, value) -> {
            if (!value.isNumber()) {
                return Evaluator.Result.success();
            }
            work.spend(UNITS_OF_DIVISION);
            return value.asNumber().remainder(factor).signum() == 0
                    ? Evaluator.Result.success()
                    : Evaluator.Result.failure("is not a multiple");
        };
    }

    private Evaluator allowed(List<JsonNode> values) {
        Set<Object> allowed = new TreeSet<>(order);
        values.forEach(value -> allowed.add(NodeValue.of(value)));
        return (context, value) -> allowed.contains(NodeValue.of(value))
                ? Evaluator.Result.success()
                : Evaluator.Result.failure("is not an allowed value");
    }

    private Evaluator.Result distinct(EvaluationContext context, JsonNode value) {
        if (!value.isArray()) {
            return Evaluator.Result.success();
        }
        List<Object> items = new ArrayList<>();
        value.asArray().forEach(item -> items.add(NodeValue.of(item)));
        return order.areDistinct(items) ? Evaluator.Result.success() : Evaluator.Result.failure("has an item twice");
    }

    /** An evaluator that counts its evaluations. */
    private record Counted(Evaluator evaluator, CheckWork work) implements Evaluator {
        @Override
        public Result evaluate(EvaluationContext context, JsonNode value) {
            work.spendInLibrary(size(value));
            return evaluator.evaluate(context, value);
        }

        private static int size(JsonNode value) {
            return switch (value.getNodeType()) {
                case ARRAY -> value.asArray().size();
                case OBJECT -> value.asObject().size();
                case STRING -> value.asString().length() / CHARACTERS_PER_UNIT;
                default -> 0;
            };
        }

        @Override
        public int getOrder() {
            return evaluator.getOrder();
        }
    }
}
