package io.riskstream.tools.backtest;

import java.math.BigDecimal;
import java.math.MathContext;

/** Writes numbers for people. */
final class RoundedNumber {
    private static final MathContext DIGITS = new MathContext(6);

    private RoundedNumber() {}

    /** Returns a number with up to six digits, without trailing zeros; a dash if there is none. */
    static String of(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return "-";
        }
        BigDecimal rounded = new BigDecimal(number, DIGITS).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}
