package io.riskstream.expression;

import java.util.List;

/** An expression as it is written, before its names and types are known. {@code at} is where messages point to. */
sealed interface Ast {
    int at();

    /** Where the part begins: its first operand, where it is an operator between two. */
    default int start() {
        if (this instanceof Binary binary) {
            return binary.left().start();
        } else if (this instanceof Logic logic) {
            return logic.operands().get(0).start();
        } else if (this instanceof Choice choice) {
            return choice.condition().start();
        } else if (this instanceof Call call && call.method()) {
            return call.arguments().get(0).start();
        }
        return at();
    }

    /** Long, Double, String, Boolean or {@link io.riskstream.event.NullValue}. */
    record Literal(int at, Object value) implements Ast {}

    record ListOf(int at, List<Ast> elements) implements Ast {}

    /** A name, with dots or without. */
    record Path(int at, String path) implements Ast {}

    /** {@code -x} or {@code !x}. */
    record Unary(int at, String sign, Ast operand) implements Ast {}

    record Binary(int at, String sign, Ast left, Ast right) implements Ast {}

    /** Two or more conditions, all joined by {@code &&} or all by {@code ||}. */
    record Logic(int at, String sign, List<Ast> operands) implements Ast {}

    record Choice(int at, Ast condition, Ast yes, Ast no) implements Ast {}

    /** A function's arguments; a method's target is the first of them. */
    record Call(int at, String function, boolean method, List<Ast> arguments) implements Ast {}
}
