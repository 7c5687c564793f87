package io.riskstream.expression;

import io.riskstream.event.ValueKind;
import java.util.Optional;

/**
 * A field compared with a literal, which most conditions are made of: in one closure, that looks into the event itself where the field is of its declared
 * kind, and leaves all else (absent, null, another kind) to the general comparison. It makes a rule about half as dear.
 */
final class FieldComparison {
    private FieldComparison() {}

    /**
     * The closure, if these two are a field and a literal.
     *
     * @param holds the set of orders for which the comparison is true, see {@link Comparison}
     * @param general the same comparison, whatever the field holds
     */
    static Optional<Code.BoolCode> of(int holds, Code left, Code right, Code.BoolCode general) {
        if (left instanceof Code.OfInt a
                && a.code() instanceof FieldAccess.OfInt field
                && right instanceof Code.OfInt b
                && b.code() instanceof Literals.OfInt constant) {
            return Optional.of(ofInts(holds, field.slot(), constant.value(), general));
        } else if (left instanceof Code.OfDouble a && a.code() instanceof FieldAccess.OfDouble field) {
            boolean exact = right instanceof Code.OfDouble || Comparison.isExact(right);
            return exact && right.asDouble() instanceof Literals.OfDouble constant
                    ? Optional.of(ofDoubles(holds, field.slot(), constant.value(), general))
                    : Optional.empty();
        } else if (left instanceof Code.OfText a
                && a.code() instanceof FieldAccess.OfText field
                && right instanceof Code.OfText b
                && b.code() instanceof Literals.OfText constant) {
            return Optional.of(ofTexts(holds, field.slot(), constant.value(), general));
        }
        return Optional.empty();
    }

    private static Code.BoolCode ofInts(int holds, int slot, long y, Code.BoolCode general) {
        return switch (holds) {
            case Comparison.LESS ->
                (event, trap) -> event.kind(slot) == ValueKind.LONG
                        ? Code.BoolCode.of(event.integer(slot) < y)
                        : general.test(event, trap);
            case Comparison.LESS | Comparison.SAME ->
                (event, trap) -> event.kind(slot) == ValueKind.LONG
                        ? Code.BoolCode.of(event.integer(slot) <= y)
                        : general.test(event, trap);
            case Comparison.GREATER ->
                (event, trap) -> event.kind(slot) == ValueKind.LONG
                        ? Code.BoolCode.of(event.integer(slot) > y)
                        : general.test(event, trap);
            case Comparison.GREATER | Comparison.SAME ->
                (event, trap) -> event.kind(slot) == ValueKind.LONG
                        ? Code.BoolCode.of(event.integer(slot) >= y)
                        : general.test(event, trap);
            case Comparison.SAME ->
                (event, trap) -> event.kind(slot) == ValueKind.LONG
                        ? Code.BoolCode.of(event.integer(slot) == y)
                        : general.test(event, trap);
            default ->
                (event, trap) -> event.kind(slot) == ValueKind.LONG
                        ? Code.BoolCode.of(event.integer(slot) != y)
                        : general.test(event, trap);
        };
    }

    private static Code.BoolCode ofDoubles(int holds, int slot, double y, Code.BoolCode general) {
        return switch (holds) {
            case Comparison.LESS ->
                (event, trap) -> event.kind(slot) == ValueKind.DOUBLE
                        ? Code.BoolCode.of(event.number(slot) < y)
                        : general.test(event, trap);
            case Comparison.LESS | Comparison.SAME ->
                (event, trap) -> event.kind(slot) == ValueKind.DOUBLE
                        ? Code.BoolCode.of(event.number(slot) <= y)
                        : general.test(event, trap);
            case Comparison.GREATER ->
                (event, trap) -> event.kind(slot) == ValueKind.DOUBLE
                        ? Code.BoolCode.of(event.number(slot) > y)
                        : general.test(event, trap);
            case Comparison.GREATER | Comparison.SAME ->
                (event, trap) -> event.kind(slot) == ValueKind.DOUBLE
                        ? Code.BoolCode.of(event.number(slot) >= y)
                        : general.test(event, trap);
            case Comparison.SAME ->
                (event, trap) -> event.kind(slot) == ValueKind.DOUBLE
                        ? Code.BoolCode.of(event.number(slot) == y)
                        : general.test(event, trap);
            default ->
                (event, trap) -> event.kind(slot) == ValueKind.DOUBLE
                        ? Code.BoolCode.of(event.number(slot) != y)
                        : general.test(event, trap);
        };
    }

    private static Code.BoolCode ofTexts(int holds, int slot, String y, Code.BoolCode general) {
        if (holds == Comparison.SAME) {
            return (event, trap) -> event.kind(slot) == ValueKind.STRING
                    ? Code.BoolCode.of(y.equals(event.string(slot)))
                    : general.test(event, trap);
        } else if ((holds & Comparison.UNORDERED) != 0) {
            return (event, trap) -> event.kind(slot) == ValueKind.STRING
                    ? Code.BoolCode.of(!y.equals(event.string(slot)))
                    : general.test(event, trap);
        }
        return (event, trap) -> event.kind(slot) == ValueKind.STRING
                ? Code.BoolCode.of((holds & Comparison.compare(event.string(slot), y)) != 0)
                : general.test(event, trap);
    }
}
