package io.riskstream.expression;

import io.riskstream.event.Event;

/** Texts joined by {@code +}. */
final class Concatenation {
    private Concatenation() {}

    /** Two texts side by side. Makes a new text of them, unless who asks takes them as {@link Joined}. */
    record Join(Code.TextCode left, Code.TextCode right) implements Code.TextCode {
        @Override
        public String value(Event event, EvaluationError trap) {
            String x = left.value(event, trap);
            if (trap.raised()) {
                return "";
            }
            String y = right.value(event, trap);
            return trap.raised() ? "" : x.concat(y);
        }

        /** Puts both into {@code joined}; whether there were both. */
        boolean into(Joined joined, Event event, EvaluationError trap) {
            String x = left.value(event, trap);
            if (trap.raised()) {
                return false;
            }
            String y = right.value(event, trap);
            joined.set(x, y);
            return !trap.raised();
        }
    }

    /** Two texts read as one, without making one; to be used again. */
    static final class Joined implements CharSequence {
        private String left = "";
        private String right = "";

        void set(String first, String second) {
            left = first;
            right = second;
        }

        @Override
        public int length() {
            return left.length() + right.length();
        }

        @Override
        public char charAt(int index) {
            return index < left.length() ? left.charAt(index) : right.charAt(index - left.length());
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return toString().subSequence(start, end);
        }

        @Override
        public String toString() {
            return left + right;
        }
    }
}
