package io.riskstream.expression;

import io.riskstream.event.Event;

/** Strings that are concatenated by {@code +}. */
final class Concatenation {
    private Concatenation() {}

    /** Two strings in sequence. {@link #value} creates a string; {@link #into} does not. */
    record Join(Code.TextCode left, Code.TextCode right) implements Code.TextCode {
        @Override
        public String value(Event event, EvaluationStatus status) {
            String x = left.value(event, status);
            if (status.raised()) {
                return "";
            }
            String y = right.value(event, status);
            return status.raised() ? "" : x.concat(y);
        }

        /** Sets both strings in {@code joined}. Returns true if both have a value. */
        boolean into(Joined joined, Event event, EvaluationStatus status) {
            String x = left.value(event, status);
            if (status.raised()) {
                return false;
            }
            String y = right.value(event, status);
            joined.set(x, y);
            return !status.raised();
        }
    }

    /** Reads two strings as one without creating it. The object is reused for each evaluation. */
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
