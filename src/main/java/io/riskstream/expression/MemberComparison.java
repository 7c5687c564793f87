package io.riskstream.expression;

import io.riskstream.event.ValueKind;
import java.util.Optional;

/** Code for a comparison of a member of a list's element with a literal, as {@link FieldComparison} is for a field. */
final class MemberComparison {
    private MemberComparison() {}

    /**
     * Returns the closure if the operands are a member and a literal.
     *
     * @param trueFor the set of orders for which the comparison is true, see {@link Comparison}
     * @param general the general comparison of the same operands
     */
    static Optional<Code.BoolCode> of(int trueFor, Code left, Code right, Code.BoolCode general) {
        if (left instanceof Code.OfInt a
                && a.code() instanceof MemberAccess.OfInt member
                && right instanceof Code.OfInt b
                && b.code() instanceof Literals.OfInt constant) {
            return Optional.of(ofInts(trueFor, member.element(), member.slot(), constant.value(), general));
        } else if (left instanceof Code.OfDouble a && a.code() instanceof MemberAccess.OfDouble member) {
            boolean exact = right instanceof Code.OfDouble || Comparison.isExact(right);
            return exact && right.asDouble() instanceof Literals.OfDouble constant
                    ? Optional.of(ofDoubles(trueFor, member.element(), member.slot(), constant.value(), general))
                    : Optional.empty();
        } else if (left instanceof Code.OfText a
                && a.code() instanceof MemberAccess.OfText member
                && right instanceof Code.OfText b
                && b.code() instanceof Literals.OfText constant
                && (trueFor == Comparison.EQUAL || (trueFor & Comparison.UNORDERED) != 0)) {
            return Optional.of(
                    isText(trueFor == Comparison.EQUAL, member.element(), member.slot(), constant.value(), general));
        }
        return Optional.empty();
    }

    private static Code.BoolCode ofInts(int trueFor, CurrentElement element, int slot, long y, Code.BoolCode general) {
        return (event, status) -> {
            if (element.kind(slot) != ValueKind.LONG) {
                return general.test(event, status);
            }
            long x = element.members().integer(slot);
            int order = x < y ? Comparison.LESS : x == y ? Comparison.EQUAL : Comparison.GREATER;
            return Code.BoolCode.of((trueFor & order) != 0);
        };
    }

    private static Code.BoolCode ofDoubles(
            int trueFor, CurrentElement element, int slot, double y, Code.BoolCode general) {
        return (event, status) -> element.kind(slot) == ValueKind.DOUBLE
                ? Code.BoolCode.of(
                        (trueFor & Comparison.compare(element.members().number(slot), y)) != 0)
                : general.test(event, status);
    }

    /** A comparison for equality takes no step, because it reads no more of a long string than the literal has. */
    private static Code.BoolCode isText(
            boolean equal, CurrentElement element, int slot, String y, Code.BoolCode general) {
        return (event, status) -> element.kind(slot) == ValueKind.STRING
                ? Code.BoolCode.of(y.equals(element.members().string(slot)) == equal)
                : general.test(event, status);
    }
}
