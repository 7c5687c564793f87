package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.validate.schema.JsonKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code type}. A number is an integer if it has no fraction, however it is written. */
final class TypeCheck extends KeywordCheck.Assertion {
    private final Set<JsonKind> allowed;
    private final boolean wholeNumbers;

    TypeCheck(JsonObject rule, List<String> types) {
        super("type", rule, everything());
        this.allowed = EnumSet.noneOf(JsonKind.class);
        types.forEach(type -> allowed.addAll(kinds(type)));
        this.wholeNumbers = allowed.contains(JsonKind.INTEGER);
    }

    private static Set<JsonKind> kinds(String type) {
        return switch (type) {
            case "string" -> EnumSet.of(JsonKind.TEXT);
            case "integer" -> EnumSet.of(JsonKind.INTEGER);
            case "number" -> EnumSet.of(JsonKind.INTEGER, JsonKind.NUMBER);
            case "boolean" -> EnumSet.of(JsonKind.TRUTH);
            case "null" -> EnumSet.of(JsonKind.NULL);
            case "array" -> EnumSet.of(JsonKind.LIST);
            default -> EnumSet.of(JsonKind.OBJECT);
        };
    }

    @Override
    boolean isAbout(JsonKind kind) {
        return !allowed.contains(kind);
    }

    @Override
    boolean acceptsText(String text) {
        return allowed.contains(JsonKind.TEXT);
    }

    @Override
    boolean acceptsInteger(long number) {
        return wholeNumbers;
    }

    @Override
    boolean acceptsNumber(double number) {
        return allowed.contains(JsonKind.NUMBER) || wholeNumbers && number == Math.rint(number);
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        return allowed.contains(JsonKind.TRUTH);
    }

    @Override
    boolean acceptsNull() {
        return allowed.contains(JsonKind.NULL);
    }

    @Override
    boolean acceptsList(List<?> list) {
        return allowed.contains(JsonKind.LIST);
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return allowed.contains(JsonKind.OBJECT);
    }

    @Override
    boolean misfits(Object value) {
        return !accepts(value);
    }

    @Override
    FlatObjectCheck on(FlatObject object) {
        return allowed.contains(JsonKind.OBJECT) ? FlatObjectCheck.ALWAYS : FlatObjectCheck.NEVER;
    }
}
