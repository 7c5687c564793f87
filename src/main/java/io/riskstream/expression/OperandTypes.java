package io.riskstream.expression;

/** Which types the operands of an operator may have, and the messages for those that they must not have. */
final class OperandTypes {
    private OperandTypes() {}

    /** True if {@code <} and the like are defined for the two values. */
    static boolean ordered(Code left, Code right) {
        boolean kinds = left instanceof Code.OfText || left.isTime();
        if (left instanceof Code.OfAny || right instanceof Code.OfAny) {
            return isOrdered(left) && isOrdered(right);
        }
        return left.isNumber() && right.isNumber() || kinds && left.type().equals(right.type());
    }

    /** True if the value may have an order with an element whose type the schema does not declare. */
    private static boolean isOrdered(Code code) {
        return code.isNumber() || code instanceof Code.OfText || code instanceof Code.OfAny;
    }

    /** True for an object, and for a list of objects with declared members. */
    static boolean areObjects(Code code) {
        return code instanceof Code.OfItem
                || code instanceof Code.OfList list && list.elements() instanceof ElementType.Objects;
    }

    /** True if {@code ==} is defined for the two values, and may be true. */
    static boolean comparable(Code left, Code right) {
        if (left.isInvalid() || right.isInvalid()) {
            return true;
        } else if (left instanceof Code.OfNull || right instanceof Code.OfNull) {
            return left.nullable() && right.nullable();
        } else if (areObjects(left) && areObjects(right)
                || left instanceof Code.OfItem
                || right instanceof Code.OfItem) {
            return false;
        } else if (left instanceof Code.OfAny || right instanceof Code.OfAny) {
            return !left.isTime() && !right.isTime();
        }
        return left.isNumber() && right.isNumber() || left.type().equals(right.type());
    }

    /** Returns the message for two values that are not comparable. */
    static String neverEqual(Ast.Binary binary, Code left, Code right) {
        if (areObjects(left) && areObjects(right)) {
            return "'" + binary.sign() + "' does not compare objects; compare their members";
        }
        return "'" + binary.sign() + "' of " + both(left, right) + " has the same result for every event"
                + hint(left, right);
    }

    /** Returns a hint about what was probably intended with two values of incompatible types; an empty string if there is none. */
    static String hint(Code left, Code right) {
        boolean oneText = left instanceof Code.OfText
                || right instanceof Code.OfText
                || left instanceof Code.OfAny
                || right instanceof Code.OfAny;
        if (oneText && (left.isNumber() || right.isNumber())) {
            return "; is there a quotation mark missing or too many?";
        } else if (oneText && (left.isTime() || right.isTime())) {
            return "; convert the string with " + (left.isTime() ? left : right).type() + "(...)";
        } else if (left instanceof Code.OfDuration && right.isNumber()) {
            return "; write duration(\"72h\") for three days";
        }
        return "";
    }

    /** True for a value whose type is not one of those that a choice can have. */
    static boolean isElement(Code code) {
        return code instanceof Code.OfAny || code instanceof Code.OfItem;
    }

    /** Returns both types with their articles. */
    static String both(Code left, Code right) {
        return left.shown() + " and " + right.shown();
    }
}
