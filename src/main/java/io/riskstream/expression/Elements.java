package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.NullValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a list, one after another. {@code filter} and {@code map} yield their elements to the function around them, so no list is created. Use:
 * {@link #start}, then {@link #next} until it returns false, then check the status.
 */
sealed interface Elements {
    /** Goes before the first element. Returns false, and sets the status, if the list has no value. */
    boolean start(Event event, EvaluationStatus status);

    /** Goes to the next element. Returns false at the end, and also sets the status if a filter or map fails or no step is left. */
    boolean next(Event event, EvaluationStatus status);

    /** Returns the code that reads the current element. */
    Code current();

    /** Returns the current element as an object. It may allocate. */
    Object object(Event event, EvaluationStatus status);

    /** Returns the element of the list in the event from which the current element was made. */
    CurrentElement origin();

    /** Returns the macros in the conditions and values of filters and maps. */
    List<Deciding> inner();

    /** Returns the elements of a list: those of a chain of filters and maps, or of a list that exists. */
    static Elements of(Code.OfList list) {
        return list.code() instanceof Chain chain ? chain.elements() : new OfList(list.code(), list.elements());
    }

    /** A list that a filter or map describes. Functions over it read the elements; only code that needs a list creates it. */
    record Chain(Elements elements) implements Code.ListCode {
        @Override
        public List<Object> value(Event event, EvaluationStatus status) {
            List<Object> list = new ArrayList<>();
            if (elements.start(event, status)) {
                while (elements.next(event, status)) {
                    list.add(elements.object(event, status));
                }
            }
            return status.raised() ? List.of() : list;
        }
    }

    /** The elements of a list that exists. */
    final class OfList implements Elements {
        private final Code.ListCode list;
        private final CurrentElement element;
        private final Code current;
        private List<Object> elements = List.of();
        private int next;

        OfList(Code.ListCode list, ElementType type) {
            this.list = list;
            this.element = new CurrentElement(list);
            this.current = element.code(type);
        }

        Code.ListCode list() {
            return list;
        }

        @Override
        public boolean start(Event event, EvaluationStatus status) {
            elements = list.value(event, status);
            next = 0;
            element.reset();
            return !status.raised();
        }

        @Override
        public boolean next(Event event, EvaluationStatus status) {
            if (next == elements.size() || !status.step()) {
                return false;
            }
            element.set(elements.get(next), next);
            next++;
            return true;
        }

        @Override
        public Code current() {
            return current;
        }

        @Override
        public Object object(Event event, EvaluationStatus status) {
            return element.value();
        }

        @Override
        public CurrentElement origin() {
            return element;
        }

        @Override
        public List<Deciding> inner() {
            return List.of();
        }
    }

    /** The elements for which a condition is true. An error in the condition is an error of the list. */
    record Filtered(Elements source, Code.BoolCode condition, List<Deciding> inner) implements Elements {
        @Override
        public boolean start(Event event, EvaluationStatus status) {
            return source.start(event, status);
        }

        @Override
        public boolean next(Event event, EvaluationStatus status) {
            while (source.next(event, status)) {
                int x = condition.test(event, status);
                if (x != Code.BoolCode.FALSE) {
                    if (x != Code.BoolCode.TRUE) {
                        status.raiseError();
                    }
                    return x == Code.BoolCode.TRUE;
                }
            }
            return false;
        }

        @Override
        public Code current() {
            return source.current();
        }

        @Override
        public Object object(Event event, EvaluationStatus status) {
            return source.object(event, status);
        }

        @Override
        public CurrentElement origin() {
            return source.origin();
        }
    }

    /** A value for each element. An error in the value is an error of the list; null is an element. */
    final class Mapped implements Elements {
        private final Elements source;
        private final ValueHolder value;
        private final Code current;
        private final List<Deciding> inner;

        Mapped(Elements source, Code value, List<Deciding> inner) {
            this.source = source;
            this.value = new ValueHolder(value);
            this.current = this.value.replay();
            this.inner = inner;
        }

        @Override
        public boolean start(Event event, EvaluationStatus status) {
            return source.start(event, status);
        }

        @Override
        public boolean next(Event event, EvaluationStatus status) {
            if (!source.next(event, status)) {
                return false;
            }
            value.evaluate(event, status);
            if (value.failed()) {
                status.raiseError();
                return false;
            }
            return true;
        }

        @Override
        public Code current() {
            return current;
        }

        @Override
        public Object object(Event event, EvaluationStatus status) {
            return value.isNull() ? NullValue.NULL : value.object();
        }

        @Override
        public CurrentElement origin() {
            return source.origin();
        }

        @Override
        public List<Deciding> inner() {
            return inner;
        }
    }
}
