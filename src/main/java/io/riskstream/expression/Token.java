package io.riskstream.expression;

/**
 * A word or sign of an expression.
 *
 * @param at where it begins, in chars
 * @param text a name, or a sign; for a literal, how it is written
 * @param value a literal's value: Long, Double, String, Boolean or {@link io.riskstream.event.NullValue}; else the text
 */
record Token(Kind kind, int at, String text, Object value) {
    enum Kind {
        NAME,
        /** A name in backticks, for one that is no CEL identifier. */
        QUOTED_NAME,
        LITERAL,
        /** A whole number too big for a long, unless a minus comes before it: 9223372036854775808. */
        BEYOND_LONG,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** How messages call it. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case QUOTED_NAME -> "`" + text + "`";
            case NAME, SIGN -> "'" + text + "'";
            case LITERAL, BEYOND_LONG -> text.length() > 20 ? text.substring(0, 20) + "..." : text;
        };
    }
}
