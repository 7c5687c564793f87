package io.riskstream.expression;

import java.util.List;

/** The syntax tree of an expression, before names and types are resolved. */
sealed interface Ast {
    /** Returns the offset in the expression that messages about this node refer to. */
    int offset();

    /** Returns the offset of the first character of this node, which is that of its first operand if it has an operator between operands. */
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
        return offset();
    }

    /**
     * A literal.
     *
     * @param value a Long, Double, String, Boolean or {@link io.riskstream.event.NullValue}
     */
    record Literal(int offset, Object value) implements Ast {}

    record ListOf(int offset, List<Ast> elements) implements Ast {}

    /**
     * The path of a field, with or without dots; or the variable of a macro, or a member of it.
     *
     * @param root the first name, which may be a variable; empty if it is in backticks, so that it is a field
     */
    record Path(int offset, String path, String root) implements Ast {}

    /** {@code -x} or {@code !x}. */
    record Unary(int offset, String sign, Ast operand) implements Ast {}

    record Binary(int offset, String sign, Ast left, Ast right) implements Ast {}

    /** Two or more conditions that are all joined by {@code &&} or all by {@code ||}. */
    record Logic(int offset, String sign, List<Ast> operands) implements Ast {}

    record Choice(int offset, Ast condition, Ast yes, Ast no) implements Ast {}

    /**
     * A call of a function or a method.
     *
     * @param method true for {@code x.f(y)}, whose target is the first argument
     */
    record Call(int offset, String function, boolean method, List<Ast> arguments) implements Ast {}
}
