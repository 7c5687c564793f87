package io.riskstream.expression;

import java.util.stream.Collectors;

/** Writes a syntax tree so that equal parts of expressions give equal texts, whatever their layout. */
final class AstText {
    private AstText() {}

    static String of(Ast ast) {
        if (ast instanceof Ast.Literal literal) {
            Object value = literal.value();
            return value instanceof String
                    ? "\"" + value + "\""
                    : value.getClass().getSimpleName() + value;
        } else if (ast instanceof Ast.ListOf list) {
            return list.elements().stream().map(AstText::of).collect(Collectors.joining(",", "[", "]"));
        } else if (ast instanceof Ast.Path path) {
            return "`" + path.root() + "`" + path.path();
        } else if (ast instanceof Ast.Unary unary) {
            return unary.sign() + "(" + of(unary.operand()) + ")";
        } else if (ast instanceof Ast.Binary binary) {
            return "(" + of(binary.left()) + binary.sign() + of(binary.right()) + ")";
        } else if (ast instanceof Ast.Logic logic) {
            return logic.operands().stream().map(AstText::of).collect(Collectors.joining(logic.sign(), "(", ")"));
        } else if (ast instanceof Ast.Choice choice) {
            return "(" + of(choice.condition()) + "?" + of(choice.yes()) + ":" + of(choice.no()) + ")";
        }
        Ast.Call call = (Ast.Call) ast;
        return call.function() + call.arguments().stream().map(AstText::of).collect(Collectors.joining(",", "(", ")"));
    }
}
