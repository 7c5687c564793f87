package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/** Code for {@code sum}, {@code min} and {@code max}, which CEL does not have. A null element is an error, as it is in arithmetic. */
final class Aggregate {
    /** The elements of a sum that an explanation shows. */
    private static final int EXPLAINED = 10;

    private Aggregate() {}

    /** Adds the first elements of a list whose elements decide together; and an element for which a filter or map fails. */
    static void explainEach(
            Elements elements, List<Deciding> inner, Event event, EvaluationStatus status, DecidingItems items) {
        status.beginSteps();
        if (elements.start(event, status)) {
            for (int i = 0; i < EXPLAINED && elements.next(event, status); i++) {
                Deciding.add(elements, inner, event, status, items);
            }
            if (status.takeFailure()) {
                Deciding.add(elements, inner, event, status, items);
            }
        }
        status.takeFailure();
    }

    /** The sum of ints, doubles or durations; 0 for no elements. */
    static final class Sum implements Deciding {
        private final Elements elements;
        private final List<Deciding> inner;
        private long seconds;
        private int nanos;

        Sum(Elements elements, List<Deciding> inner) {
            this.elements = elements;
            this.inner = inner;
        }

        /** Returns the code of the sum. The elements are numbers or durations. */
        Code code() {
            Code current = elements.current();
            if (current instanceof Code.OfInt whole) {
                return new Code.OfInt((event, status) -> ofInts(whole.code(), event, status), false);
            } else if (current instanceof Code.OfDuration duration) {
                Code.TimeCode total = (event, status) -> status.time(seconds, nanos);
                Code.TimeCode longer = Durations.plus(total, duration.code());
                return new Code.OfDuration((event, status) -> ofDurations(longer, event, status), false);
            }
            Code.DoubleCode number =
                    current instanceof Code.OfAny any ? Dynamic.asDouble(any).code() : ((Code.OfDouble) current).code();
            return new Code.OfDouble((event, status) -> ofDoubles(number, event, status), false);
        }

        private long ofInts(Code.IntCode number, Event event, EvaluationStatus status) {
            long sum = 0;
            if (elements.start(event, status)) {
                while (elements.next(event, status)) {
                    long x = number.value(event, status);
                    long next = sum + x;
                    if (((sum ^ next) & (x ^ next)) < 0) {
                        status.raiseError();
                    }
                    if (status.raised()) {
                        return 0;
                    }
                    sum = next;
                }
            }
            return status.raised() ? 0 : sum;
        }

        private double ofDoubles(Code.DoubleCode number, Event event, EvaluationStatus status) {
            double sum = 0;
            if (elements.start(event, status)) {
                while (elements.next(event, status)) {
                    sum += number.value(event, status);
                    if (status.raised()) {
                        return 0;
                    }
                }
            }
            return status.raised() ? 0 : sum;
        }

        private long ofDurations(Code.TimeCode longer, Event event, EvaluationStatus status) {
            seconds = 0;
            nanos = 0;
            if (elements.start(event, status)) {
                while (elements.next(event, status)) {
                    seconds = longer.seconds(event, status);
                    nanos = status.nanos();
                    if (status.raised()) {
                        return 0;
                    }
                }
            }
            return status.raised() ? 0 : status.time(seconds, nanos);
        }

        @Override
        public void explain(Event event, EvaluationStatus status, DecidingItems items) {
            explainEach(elements, inner, event, status, items);
        }
    }

    /** The least or greatest of numbers, strings, timestamps or durations; an error for no elements. */
    static final class Extreme implements Deciding {
        private final Elements elements;
        private final List<Deciding> inner;
        private final ValueHolder best;
        private final Code.BoolCode better;
        /** True if the last evaluation found no elements. */
        private boolean empty;

        /**
         * Creates the code.
         *
         * @param sign {@code <} for the least, {@code >} for the greatest
         */
        Extreme(String sign, Elements elements, List<Deciding> inner) {
            Code current = elements.current() instanceof Code.OfAny any ? Dynamic.asDouble(any) : elements.current();
            this.elements = elements;
            this.inner = inner;
            this.best = new ValueHolder(current);
            this.better = Comparison.order(sign, current, best.replay());
        }

        /** Returns the code of the least or greatest element, which has the type of the elements. */
        Code code() {
            Code found = best.replay();
            if (found instanceof Code.OfInt whole) {
                Code.IntCode code = whole.code();
                return new Code.OfInt(
                        (event, status) -> find(event, status) > 0 ? code.value(event, status) : 0, false);
            } else if (found instanceof Code.OfDouble number) {
                Code.DoubleCode code = number.code();
                return new Code.OfDouble(
                        (event, status) -> find(event, status) > 0 ? code.value(event, status) : 0, false);
            } else if (found instanceof Code.OfText text) {
                Code.TextCode code = text.code();
                return new Code.OfText(
                        (event, status) -> find(event, status) > 0 ? code.value(event, status) : "", false);
            }
            Code.TimeCode code = found.asTime();
            Code.TimeCode time = (event, status) -> find(event, status) > 0 ? code.seconds(event, status) : 0;
            return found instanceof Code.OfTimestamp
                    ? new Code.OfTimestamp(time, false)
                    : new Code.OfDuration(time, false);
        }

        /** Finds the element. Returns its number, from 1; 0, and reports an error, if there is none. */
        private int find(Event event, EvaluationStatus status) {
            int found = 0;
            int read = 0;
            empty = false;
            if (elements.start(event, status)) {
                while (elements.next(event, status)) {
                    read++;
                    int x = read == 1 ? Code.BoolCode.TRUE : better.test(event, status);
                    if (x == Code.BoolCode.TRUE) {
                        best.evaluate(event, status);
                        found = read;
                    }
                    if (x > Code.BoolCode.TRUE || best.failed() || best.isNull()) {
                        status.raiseError();
                        return 0;
                    }
                }
            }
            boolean failed = status.raised();
            empty = found == 0 && !failed;
            if (empty) {
                status.raiseError();
            }
            return failed ? 0 : found;
        }

        @Override
        public void explain(Event event, EvaluationStatus status, DecidingItems items) {
            status.beginSteps();
            int found = find(event, status);
            if (!status.takeFailure()) { // otherwise it stopped at the element that has no value
                status.beginSteps();
                elements.start(event, status);
                for (int i = 0; i < found; i++) {
                    elements.next(event, status);
                }
            }
            if (!empty) {
                Deciding.add(elements, inner, event, status, items);
            }
        }
    }
}
