package io.riskstream.expression;

/**
 * A name, a literal or a sign of an expression.
 *
 * @param offset the offset of its first character
 * @param text the name or the sign; for a literal, the text as written
 * @param value the value of a literal: Long, Double, String, Boolean or {@link io.riskstream.event.NullValue}; else the text
 */
record Token(Kind kind, int offset, String text, Object value) {
    enum Kind {
        NAME,
        /** A name in backticks, which need not be a CEL identifier. */
        QUOTED_NAME,
        LITERAL,
        /** A whole number that only fits a long with a minus before it: 9223372036854775808. */
        BEYOND_LONG,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** Returns the token for messages. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case QUOTED_NAME -> "`" + text + "`";
            case NAME, SIGN -> "'" + text + "'";
            case LITERAL, BEYOND_LONG -> text.length() > 20 ? text.substring(0, 20) + "..." : text;
        };
    }
}
