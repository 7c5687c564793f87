package io.riskstream.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses tokens into a syntax tree, with the precedence of CEL. */
final class Parser {
    /** The precedence of the binary operators; a higher number binds more tightly. {@code &&}, {@code ||} and {@code ?:} have lower precedence. */
    private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
            Map.entry("==", 1),
            Map.entry("!=", 1),
            Map.entry("<", 1),
            Map.entry("<=", 1),
            Map.entry(">", 1),
            Map.entry(">=", 1),
            Map.entry("in", 1),
            Map.entry("+", 2),
            Map.entry("-", 2),
            Map.entry("*", 3),
            Map.entry("/", 3),
            Map.entry("%", 3));

    private static final Map<String, String> OTHER_LANGUAGES =
            Map.of("and", "&&", "or", "||", "AND", "&&", "OR", "||", "is", "==", "IS", "==", "IN", "in", "mod", "%");

    private static final Set<String> RESERVED = Set.of(
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private final String text;
    private final List<Token> tokens;
    private int next;
    private int nesting;
    private int parts;

    private Parser(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    static Ast parse(String text) {
        Parser parser = new Parser(text, Lexer.tokens(text));
        if (parser.peek().kind() == Token.Kind.END) {
            throw parser.problem(parser.peek(), "the expression is empty");
        }
        Ast all = parser.choice();
        if (parser.peek().kind() != Token.Kind.END) {
            throw parser.unexpected("an operator or the end");
        }
        return all;
    }

    private Ast choice() {
        if (++nesting > ExpressionLimits.NESTING) {
            throw problem(peek(), "the expression has more than " + ExpressionLimits.NESTING + " levels of nesting");
        }
        Ast condition = logic("||");
        Ast whole = condition;
        if (peek().is("?")) {
            int offset = take().offset();
            Ast yes = logic("||"); // CEL requires parentheses around a choice in this place
            expect(":");
            whole = part(new Ast.Choice(offset, condition, yes, choice()));
        }
        nesting--;
        return whole;
    }

    private Ast logic(String sign) {
        Ast first = sign.equals("||") ? logic("&&") : binary(1);
        if (!peek().is(sign)) {
            return first;
        }
        int offset = peek().offset();
        List<Ast> operands = new ArrayList<>(List.of(first));
        while (peek().is(sign)) {
            take();
            operands.add(part(sign.equals("||") ? logic("&&") : binary(1)));
        }
        return new Ast.Logic(offset, sign, operands);
    }

    private Ast binary(int precedence) {
        Ast left = precedence == 3 ? unary() : binary(precedence + 1);
        while (peek().kind() == Token.Kind.SIGN && PRECEDENCE.getOrDefault(peek().text(), 0) == precedence) {
            Token sign = take();
            Ast right = precedence == 3 ? unary() : binary(precedence + 1);
            left = part(new Ast.Binary(sign.offset(), sign.text(), left, right));
        }
        return left;
    }

    private Ast unary() {
        Token sign = peek();
        if (!sign.is("-") && !sign.is("!")) {
            return member();
        }
        take();
        Token number = peek();
        if (sign.is("-") && number.kind() == Token.Kind.BEYOND_LONG) {
            take();
            return methods(part(new Ast.Literal(sign.offset(), Long.MIN_VALUE)));
        }
        if (++nesting > ExpressionLimits.NESTING) {
            throw problem(sign, "the expression has more than " + ExpressionLimits.NESTING + " levels of nesting");
        }
        Ast operand = unary();
        nesting--;
        if (sign.is("-") && operand instanceof Ast.Literal literal) {
            if (literal.value() instanceof Long value && value != Long.MIN_VALUE) {
                return new Ast.Literal(sign.offset(), -value);
            } else if (literal.value() instanceof Double value) {
                return new Ast.Literal(sign.offset(), -value);
            }
        }
        return part(new Ast.Unary(sign.offset(), sign.text(), operand));
    }

    private Ast member() {
        return methods(primary());
    }

    private Ast methods(Ast first) {
        Ast target = first;
        while (peek().is(".") || peek().is("[")) {
            if (peek().is("[")) {
                throw problem(
                        peek(),
                        "the rule language cannot select an element with '[ ]'; use 'in' to test whether a list contains a value, or exists(x, ...) to test its elements");
            }
            take();
            Token name = peek();
            if (name.kind() != Token.Kind.NAME && name.kind() != Token.Kind.QUOTED_NAME) {
                throw unexpected("a name after '.'");
            }
            take();
            if (peek().is("(")) {
                List<Ast> arguments = new ArrayList<>(List.of(target));
                arguments.addAll(arguments());
                target = part(new Ast.Call(name.offset(), name.text(), true, arguments));
            } else if (target instanceof Ast.Path path) {
                target = new Ast.Path(path.offset(), path.path() + "." + name.text(), path.root());
            } else {
                throw problem(
                        name, "only the event, and the element of a list of objects in a macro, can have members");
            }
        }
        return target;
    }

    private Ast primary() {
        Token token = peek();
        switch (token.kind()) {
            case LITERAL -> {
                take();
                return part(new Ast.Literal(token.offset(), token.value()));
            }
            case BEYOND_LONG ->
                throw problem(token, "the number is too large for an int of 64 bits; write it with a decimal point");
            case QUOTED_NAME -> {
                take();
                return part(new Ast.Path(token.offset(), token.text(), ""));
            }
            case NAME -> {
                take();
                if (peek().is("(")) {
                    return part(new Ast.Call(token.offset(), token.text(), false, arguments()));
                }
                if (RESERVED.contains(token.text())) {
                    throw problem(
                            token,
                            "'" + token.text() + "' is a reserved word of CEL; write a field of this name as `"
                                    + token.text() + "`");
                }
                return part(new Ast.Path(token.offset(), token.text(), token.text()));
            }
            case SIGN, END -> {
                if (token.is("(")) {
                    take();
                    Ast inner = choice();
                    expect(")");
                    return inner;
                } else if (token.is("[")) {
                    take();
                    return part(new Ast.ListOf(token.offset(), upTo("]")));
                }
                throw unexpected("a value");
            }
        }
        throw new IllegalStateException("no such token: " + token);
    }

    private List<Ast> arguments() {
        expect("(");
        return upTo(")");
    }

    private List<Ast> upTo(String end) {
        List<Ast> elements = new ArrayList<>();
        while (!peek().is(end)) {
            if (!elements.isEmpty()) {
                expect(",");
                if (peek().is(end) && end.equals("]")) {
                    break;
                }
            }
            if (elements.size() == ExpressionLimits.LIST_SIZE) {
                throw problem(peek(), "the list has more than " + ExpressionLimits.LIST_SIZE + " elements");
            }
            elements.add(choice());
            if (elements.get(elements.size() - 1) instanceof Ast.Literal) {
                parts--; // a list of literals may be long, because evaluating it costs nothing
            }
        }
        take();
        return elements;
    }

    private <T extends Ast> T part(T part) {
        if (++parts > ExpressionLimits.PARTS) {
            throw new ExpressionException(
                    text, part.offset(), "the expression has more than " + ExpressionLimits.PARTS + " parts");
        }
        return part;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        return tokens.get(next++);
    }

    private void expect(String sign) {
        if (!peek().is(sign)) {
            throw unexpected("'" + sign + "'");
        }
        take();
    }

    private ExpressionException unexpected(String expected) {
        Token token = peek();
        String hint = "";
        if (token.kind() == Token.Kind.NAME && OTHER_LANGUAGES.containsKey(token.text())) {
            hint = "; did you mean '" + OTHER_LANGUAGES.get(token.text()) + "'?";
        } else if (next > 0 && tokens.get(next - 1).text().equals("not")) {
            hint = "; write '!' for 'not'";
        }
        return problem(token, "expected " + expected + ", not " + token.shown() + hint);
    }

    private ExpressionException problem(Token token, String reason) {
        return new ExpressionException(text, token.offset(), reason);
    }
}
