package io.riskstream.expression;

import io.riskstream.event.NullValue;
import java.util.ArrayList;
import java.util.List;

/** Divides an expression into tokens by the rules of CEL. */
final class Lexer {
    private static final List<String> SIGNS = List.of(
            "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]",
            ".", ",");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        if (text.length() > ExpressionLimits.LENGTH) {
            throw new ExpressionException(
                    text,
                    ExpressionLimits.LENGTH,
                    "the expression is longer than " + ExpressionLimits.LENGTH + " characters");
        }
        return new Lexer(text).all();
    }

    private List<Token> all() {
        for (skipBlank(); next < text.length(); skipBlank()) {
            char c = text.charAt(next);
            if (isDigit(c) || c == '.' && isDigit(peek(1))) {
                number();
            } else if (c == '"' || c == '\'') {
                string(next, false);
            } else if (isLetter(c)) {
                word();
            } else if (c == '`') {
                quotedName();
            } else {
                sign();
            }
        }
        tokens.add(new Token(Token.Kind.END, text.length(), "", ""));
        return tokens;
    }

    private void skipBlank() {
        while (next < text.length()) {
            if (" \t\n\f\r".indexOf(text.charAt(next)) >= 0) {
                next++;
            } else if (text.startsWith("//", next)) {
                int end = text.indexOf('\n', next);
                next = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private void word() {
        int start = next;
        while (next < text.length() && (isLetter(text.charAt(next)) || isDigit(text.charAt(next)))) {
            next++;
        }
        String word = text.substring(start, next);
        boolean beforeQuote = peek(0) == '"' || peek(0) == '\'';
        if (beforeQuote && word.equalsIgnoreCase("r")) {
            string(start, true);
            return;
        }
        if (beforeQuote && (word.equalsIgnoreCase("b") || word.equalsIgnoreCase("br") || word.equalsIgnoreCase("rb"))) {
            throw problem(start, "bytes are not part of the rule language; leave out the '" + word + "' for a string");
        }
        switch (word) {
            case "true", "false" -> add(Token.Kind.LITERAL, start, Boolean.valueOf(word));
            case "null" -> add(Token.Kind.LITERAL, start, NullValue.NULL);
            case "in" -> add(Token.Kind.SIGN, start, word);
            default -> add(Token.Kind.NAME, start, word);
        }
    }

    private void quotedName() {
        int end = text.indexOf('`', next + 1);
        if (end < 0) {
            throw problem(next, "the closing '`' of this name is missing");
        }
        String name = text.substring(next + 1, end);
        tokens.add(new Token(Token.Kind.QUOTED_NAME, next, name, name));
        next = end + 1;
    }

    private void sign() {
        for (String sign : SIGNS) {
            if (text.startsWith(sign, next)) {
                tokens.add(new Token(Token.Kind.SIGN, next, sign, sign));
                next += sign.length();
                return;
            }
        }
        String hint =
                switch (text.charAt(next)) {
                    case '=' -> "; did you mean '=='?";
                    case '&' -> "; did you mean '&&'?";
                    case '|' -> "; did you mean '||'?";
                    case '{', '}' -> "; maps and messages are not part of the rule language";
                    default -> "";
                };
        throw problem(next, "unexpected '" + Character.toString(text.codePointAt(next)) + "'" + hint);
    }

    private void number() {
        int start = next;
        boolean hex = text.charAt(next) == '0' && (peek(1) == 'x' || peek(1) == 'X');
        if (hex) {
            next += 2;
            digits(16);
        } else {
            digits(10);
        }
        boolean whole = true;
        if (!hex && peek(0) == '.' && isDigit(peek(1))) {
            whole = false;
            next++;
            digits(10);
        }
        boolean signed = peek(1) == '+' || peek(1) == '-';
        if (!hex && (peek(0) == 'e' || peek(0) == 'E') && isDigit(peek(signed ? 2 : 1))) {
            whole = false;
            next += signed ? 2 : 1;
            digits(10);
        }
        if (peek(0) == 'u' || peek(0) == 'U') {
            throw problem(next, "unsigned numbers are not part of the rule language; leave out the '" + peek(0) + "'");
        }
        if (isLetter(peek(0)) || hex && next == start + 2) {
            throw problem(start, "not a number: '" + text.substring(start, Math.min(next + 1, text.length())) + "'");
        }
        if (whole) {
            wholeNumber(start, hex);
        } else {
            double value = Double.parseDouble(text.substring(start, next));
            if (Double.isInfinite(value)) {
                throw problem(start, "the number is too large for a double");
            }
            add(Token.Kind.LITERAL, start, value);
        }
    }

    private void wholeNumber(int start, boolean hex) {
        String digits = text.substring(hex ? start + 2 : start, next);
        try {
            add(Token.Kind.LITERAL, start, Long.parseLong(digits, hex ? 16 : 10));
        } catch (NumberFormatException tooBig) {
            boolean isMinLong =
                    Long.toString(Long.MIN_VALUE).equals("-" + digits) || hex && digits.equals("8000000000000000");
            if (!isMinLong) {
                throw problem(start, "the number is too large for an int of 64 bits; write it with a decimal point");
            }
            add(Token.Kind.BEYOND_LONG, start, Long.MIN_VALUE);
        }
    }

    private void digits(int radix) {
        while (next < text.length() && text.charAt(next) < 128 && Character.digit(text.charAt(next), radix) >= 0) {
            next++;
        }
    }

    /** Reads a string. The next character is the quote; {@code start} is the offset of the quote, or of the {@code r} before it. */
    private void string(int start, boolean raw) {
        char quote = text.charAt(next);
        String triple = String.valueOf(quote).repeat(3);
        boolean isTriple = text.startsWith(triple, next);
        String end = isTriple ? triple : String.valueOf(quote);
        next += end.length();
        StringBuilder value = new StringBuilder();
        while (!text.startsWith(end, next)) {
            char c = peek(0);
            if (next == text.length() || !isTriple && (c == '\n' || c == '\r')) {
                throw problem(start, "the closing " + end + " of this string is missing");
            }
            if (c == '\\' && !raw) {
                escape(value);
            } else {
                value.append(c);
                next++;
            }
        }
        next += end.length();
        add(Token.Kind.LITERAL, start, value.toString());
    }

    private void escape(StringBuilder value) {
        char c = peek(1);
        int simple = "abfnrtv\\?\"'`".indexOf(c);
        if (simple >= 0 && next + 1 < text.length()) {
            value.append("\u0007\b\f\n\r\t\u000B\\?\"'`".charAt(simple));
            next += 2;
            return;
        }
        switch (c) {
            case 'x', 'X' -> codePoint(value, 2, 2, 16);
            case 'u' -> codePoint(value, 2, 4, 16);
            case 'U' -> codePoint(value, 2, 8, 16);
            case '0', '1', '2', '3' -> codePoint(value, 1, 3, 8);
            default ->
                throw problem(
                        next, "unknown escape; write '\\\\' for a backslash, or r\"...\" for a string without escapes");
        }
    }

    private void codePoint(StringBuilder value, int skip, int length, int radix) {
        int from = next + skip;
        int code = 0;
        for (int i = from; i < from + length; i++) {
            int digit = i < text.length() && text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0 || code > Character.MAX_CODE_POINT) {
                throw problem(
                        next, "this escape takes " + length + (radix == 8 ? " octal" : " hexadecimal") + " digits");
            }
            code = code * radix + digit;
        }
        if (code > Character.MAX_CODE_POINT || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            throw problem(next, "this escape is not a Unicode character");
        }
        value.appendCodePoint(code);
        next = from + length;
    }

    private void add(Token.Kind kind, int start, Object value) {
        tokens.add(new Token(kind, start, text.substring(start, next), value));
    }

    /** Returns the character at a distance from the next one; NUL beyond the end. */
    private char peek(int ahead) {
        return next + ahead < text.length() ? text.charAt(next + ahead) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private ExpressionException problem(int offset, String reason) {
        return new ExpressionException(text, offset, reason);
    }
}
