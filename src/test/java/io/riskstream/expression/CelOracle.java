package io.riskstream.expression;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import io.riskstream.event.NullValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Evaluates a condition over the fields of {@link SampleEvents} with dev.cel, the implementation of CEL by its authors, where the event is the variable {@code e}. */
final class CelOracle {
    private static final Cel CEL = CelFactory.standardCelBuilder()
            .setOptions(CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("e", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .build();

    private final Program program;

    CelOracle(String condition) {
        try {
            program = CEL.createProgram(CEL.compile(condition).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException(condition + "\n" + e.getMessage(), e);
        }
    }

    ConditionResult test(Map<String, ?> fields) {
        Optional<Object> value = value(fields);
        return value.isEmpty()
                ? ConditionResult.ERROR
                : value.get().equals(true) ? ConditionResult.TRUE : ConditionResult.FALSE;
    }

    /** Returns the value; empty if the evaluation ends in an error. */
    Optional<Object> value(Map<String, ?> fields) {
        Map<String, Object> event = new HashMap<>();
        // CEL only has an object without members if the test provides it
        event.put("location", new HashMap<>(Map.of("point", new HashMap<>())));
        fields.forEach((path, value) -> put(event, path, celValue(value)));
        try {
            return Optional.of(program.eval(Map.of("e", event)));
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked") // the inner maps are created above
    private static void put(Map<String, Object> map, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            map.put(path, value);
        } else {
            put((Map<String, Object>) map.get(path.substring(0, dot)), path.substring(dot + 1), value);
        }
    }

    private static Object celValue(Object value) {
        if (value == NullValue.NULL) {
            return com.google.protobuf.NullValue.NULL_VALUE;
        } else if (value instanceof Integer whole) {
            return (long) whole;
        } else if (value instanceof List<?> list) {
            return list.stream().map(CelOracle::celValue).toList();
        } else if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> celValue(entry.getValue())));
        }
        return value;
    }
}
