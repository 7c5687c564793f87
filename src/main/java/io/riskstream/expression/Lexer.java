package io.riskstream.expression;

import io.riskstream.event.NullValue;
import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens, as CEL does. */
final class Lexer {
    private static final List<String> SIGNS = List.of(
            "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]",
            ".", ",");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

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
        for (skipBlank(); at < text.length(); skipBlank()) {
            char c = text.charAt(at);
            if (isDigit(c) || c == '.' && isDigit(peek(1))) {
                number();
            } else if (c == '"' || c == '\'') {
                string(at, false);
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
        while (at < text.length()) {
            if (" \t\n\f\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private void word() {
        int start = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        String word = text.substring(start, at);
        boolean beforeQuote = peek(0) == '"' || peek(0) == '\'';
        if (beforeQuote && word.equalsIgnoreCase("r")) {
            string(start, true);
            return;
        }
        if (beforeQuote && (word.equalsIgnoreCase("b") || word.equalsIgnoreCase("br") || word.equalsIgnoreCase("rb"))) {
            throw fault(start, "bytes are not part of the rule language; leave out the '" + word + "' for a string");
        }
        switch (word) {
            case "true", "false" -> add(Token.Kind.LITERAL, start, Boolean.valueOf(word));
            case "null" -> add(Token.Kind.LITERAL, start, NullValue.NULL);
            case "in" -> add(Token.Kind.SIGN, start, word);
            default -> add(Token.Kind.NAME, start, word);
        }
    }

    private void quotedName() {
        int end = text.indexOf('`', at + 1);
        if (end < 0) {
            throw fault(at, "a '`' without the closing '`'");
        }
        String name = text.substring(at + 1, end);
        tokens.add(new Token(Token.Kind.QUOTED_NAME, at, name, name));
        at = end + 1;
    }

    private void sign() {
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                tokens.add(new Token(Token.Kind.SIGN, at, sign, sign));
                at += sign.length();
                return;
            }
        }
        String hint =
                switch (text.charAt(at)) {
                    case '=' -> "; did you mean '=='?";
                    case '&' -> "; did you mean '&&'?";
                    case '|' -> "; did you mean '||'?";
                    case '{', '}' -> "; maps and messages are not part of the rule language";
                    default -> "";
                };
        throw fault(at, "unexpected '" + Character.toString(text.codePointAt(at)) + "'" + hint);
    }

    private void number() {
        int start = at;
        boolean hex = text.charAt(at) == '0' && (peek(1) == 'x' || peek(1) == 'X');
        if (hex) {
            at += 2;
            digits(16);
        } else {
            digits(10);
        }
        boolean whole = true;
        if (!hex && peek(0) == '.' && isDigit(peek(1))) {
            whole = false;
            at++;
            digits(10);
        }
        boolean signed = peek(1) == '+' || peek(1) == '-';
        if (!hex && (peek(0) == 'e' || peek(0) == 'E') && isDigit(peek(signed ? 2 : 1))) {
            whole = false;
            at += signed ? 2 : 1;
            digits(10);
        }
        if (peek(0) == 'u' || peek(0) == 'U') {
            throw fault(at, "unsigned numbers are not part of the rule language; leave out the '" + peek(0) + "'");
        }
        if (isLetter(peek(0)) || hex && at == start + 2) {
            throw fault(start, "not a number: '" + text.substring(start, Math.min(at + 1, text.length())) + "'");
        }
        if (whole) {
            wholeNumber(start, hex);
        } else {
            double value = Double.parseDouble(text.substring(start, at));
            if (Double.isInfinite(value)) {
                throw fault(start, "the number is too big for a double");
            }
            add(Token.Kind.LITERAL, start, value);
        }
    }

    private void wholeNumber(int start, boolean hex) {
        String digits = text.substring(hex ? start + 2 : start, at);
        try {
            add(Token.Kind.LITERAL, start, Long.parseLong(digits, hex ? 16 : 10));
        } catch (NumberFormatException tooBig) {
            boolean least =
                    Long.toString(Long.MIN_VALUE).equals("-" + digits) || hex && digits.equals("8000000000000000");
            if (!least) {
                throw fault(start, "the number is too big for an int of 64 bits; write it with a decimal point");
            }
            add(Token.Kind.BEYOND_LONG, start, Long.MIN_VALUE);
        }
    }

    private void digits(int radix) {
        while (at < text.length() && text.charAt(at) < 128 && Character.digit(text.charAt(at), radix) >= 0) {
            at++;
        }
    }

    /** At the quote; {@code start} is there too, or at the 'r' before it. */
    private void string(int start, boolean raw) {
        char quote = text.charAt(at);
        String triple = String.valueOf(quote).repeat(3);
        boolean isTriple = text.startsWith(triple, at);
        String end = isTriple ? triple : String.valueOf(quote);
        at += end.length();
        StringBuilder value = new StringBuilder();
        while (!text.startsWith(end, at)) {
            char c = peek(0);
            if (at == text.length() || !isTriple && (c == '\n' || c == '\r')) {
                throw fault(start, "a string without its closing " + end);
            }
            if (c == '\\' && !raw) {
                escape(value);
            } else {
                value.append(c);
                at++;
            }
        }
        at += end.length();
        add(Token.Kind.LITERAL, start, value.toString());
    }

    private void escape(StringBuilder value) {
        char c = peek(1);
        int simple = "abfnrtv\\?\"'`".indexOf(c);
        if (simple >= 0 && at + 1 < text.length()) {
            value.append("\u0007\b\f\n\r\t\u000B\\?\"'`".charAt(simple));
            at += 2;
            return;
        }
        switch (c) {
            case 'x', 'X' -> codePoint(value, 2, 2, 16);
            case 'u' -> codePoint(value, 2, 4, 16);
            case 'U' -> codePoint(value, 2, 8, 16);
            case '0', '1', '2', '3' -> codePoint(value, 1, 3, 8);
            default ->
                throw fault(
                        at, "unknown escape; write '\\\\' for a backslash, or r\"...\" for a string without escapes");
        }
    }

    private void codePoint(StringBuilder value, int skip, int length, int radix) {
        int from = at + skip;
        int code = 0;
        for (int i = from; i < from + length; i++) {
            int digit = i < text.length() && text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0 || code > Character.MAX_CODE_POINT) {
                throw fault(at, "this escape takes " + length + (radix == 8 ? " octal" : " hexadecimal") + " digits");
            }
            code = code * radix + digit;
        }
        if (code > Character.MAX_CODE_POINT || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            throw fault(at, "this escape is not a Unicode character");
        }
        value.appendCodePoint(code);
        at = from + length;
    }

    private void add(Token.Kind kind, int start, Object value) {
        tokens.add(new Token(kind, start, text.substring(start, at), value));
    }

    /** The char so far ahead; NUL beyond the end. */
    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private ExpressionException fault(int offset, String reason) {
        return new ExpressionException(text, offset, reason);
    }
}
