package io.riskstream.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one expression, as far as is known. */
final class Faults {
    private final String text;
    private final List<ExpressionFault.Fault> found = new ArrayList<>();

    Faults(String text) {
        this.text = text;
    }

    /** Notes a fault, and gives what the part that has it is taken for from here on. */
    Code add(int at, String reason) {
        found.add(ExpressionFault.Fault.at(text, at, reason));
        return new Code.OfFault();
    }

    /** @throws ExpressionFault if there are any */
    void throwAny() {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(ExpressionFault.Fault::offset));
            throw new ExpressionFault(text, found);
        }
    }
}
