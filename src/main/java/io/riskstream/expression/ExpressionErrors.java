package io.riskstream.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one expression, as far as is known. */
final class ExpressionErrors {
    private final String text;
    private final List<ExpressionException.Fault> found = new ArrayList<>();

    ExpressionErrors(String text) {
        this.text = text;
    }

    /** Notes a fault, and gives what the part that has it is taken for from here on. */
    Code add(int at, String reason) {
        found.add(ExpressionException.Fault.at(text, at, reason));
        return new Code.OfFault();
    }

    /** @throws ExpressionException if there are any */
    void throwAny() {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(ExpressionException.Fault::offset));
            throw new ExpressionException(text, found);
        }
    }
}
