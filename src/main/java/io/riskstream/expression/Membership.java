package io.riskstream.expression;

import io.riskstream.event.ValueKind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Code for {@code x in list}, which is true if an element of the list equals x. */
final class Membership {
    private Membership() {}

    /** Returns the code for a list of literals. */
    static Code.BoolCode inConstants(Code value, List<Object> elements) {
        if (value instanceof Code.OfText text && elements.stream().allMatch(String.class::isInstance)) {
            return textInSet(text.code(), elements);
        } else if (value instanceof Code.OfInt whole && elements.stream().allMatch(Long.class::isInstance)) {
            return intInSorted(whole.code(), elements);
        }
        return in(value, (event, status) -> elements);
    }

    /** Returns the code for a list with fields or other expressions. If one element is an error, the result is an error, even if another element is equal. */
    static Code.BoolCode inElements(Code value, List<Code> elements) {
        ValueHolder holder = new ValueHolder(value);
        Code.BoolCode[] equal = elements.stream()
                .map(element -> Comparison.equality("==", holder.replay(), element))
                .toArray(Code.BoolCode[]::new);
        return (event, status) -> {
            holder.evaluate(event, status);
            int found = Code.BoolCode.FALSE;
            for (Code.BoolCode one : equal) {
                int x = one.test(event, status);
                if (x > Code.BoolCode.TRUE) {
                    return Code.BoolCode.ERROR;
                }
                found |= x;
            }
            return found;
        };
    }

    /** Returns the code for the elements of a filter or map. */
    static Code.BoolCode inElements(Code value, Elements elements) {
        ValueHolder holder = new ValueHolder(value);
        Code.BoolCode equal = Comparison.equality("==", holder.replay(), elements.current());
        return (event, status) -> {
            holder.evaluate(event, status);
            int result = holder.failed() ? Code.BoolCode.ERROR : Code.BoolCode.FALSE;
            if (elements.start(event, status)) {
                while (elements.next(event, status)) {
                    result |= result == Code.BoolCode.ERROR ? 0 : equal.test(event, status);
                }
            }
            return status.takeFailure() ? Code.BoolCode.ERROR : result;
        };
    }

    private static Code.BoolCode textInSet(Code.TextCode value, List<Object> elements) {
        Set<Object> set = new HashSet<>(elements);
        Code.BoolCode general = (event, status) -> {
            String x = value.value(event, status);
            int state = status.takeState();
            return state == EvaluationStatus.CLEAR ? Code.BoolCode.of(set.contains(x)) : failed(state, false);
        };
        if (value instanceof FieldAccess.OfText field) {
            int slot = field.slot();
            return (event, status) -> event.kind(slot) == ValueKind.STRING
                    ? Code.BoolCode.of(set.contains(event.string(slot)))
                    : general.test(event, status);
        }
        return general;
    }

    private static Code.BoolCode intInSorted(Code.IntCode value, List<Object> elements) {
        long[] sorted =
                elements.stream().mapToLong(element -> (Long) element).sorted().toArray();
        Code.BoolCode general = (event, status) -> {
            long x = value.value(event, status);
            int state = status.takeState();
            return state == EvaluationStatus.CLEAR ? Code.BoolCode.of(has(sorted, x)) : failed(state, false);
        };
        if (value instanceof FieldAccess.OfInt field) {
            int slot = field.slot();
            return (event, status) -> event.kind(slot) == ValueKind.LONG
                    ? Code.BoolCode.of(has(sorted, event.integer(slot)))
                    : general.test(event, status);
        }
        return general;
    }

    private static boolean has(long[] sorted, long x) {
        return Arrays.binarySearch(sorted, x) >= 0;
    }

    /** Returns the code for a list from the event, whose elements may have any type. */
    static Code.BoolCode in(Code value, Code.ListCode list) {
        if (value instanceof Code.OfText text) {
            return textIn(text.code(), list);
        } else if (value instanceof Code.OfInt whole) {
            return intIn(whole.code(), list);
        } else if (value instanceof Code.OfDouble number) {
            return doubleIn(number.code(), list);
        } else if (value instanceof Code.OfBool bool) {
            return boolIn(bool.code(), list);
        } else if (value instanceof Code.OfList inner) {
            return listIn(inner.code(), list);
        } else if (value instanceof Code.OfAny any) {
            return anyIn(any.code(), list);
        }
        return (event, status) -> {
            List<Object> elements = list.value(event, status);
            return status.takeFailure() ? Code.BoolCode.ERROR : Code.BoolCode.of(hasNull(elements));
        };
    }

    private static Code.BoolCode textIn(Code.TextCode value, Code.ListCode list) {
        return (event, status) -> {
            String x = value.value(event, status);
            int state = status.takeState();
            List<Object> elements = list.value(event, status);
            if (status.takeFailure()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationStatus.CLEAR) {
                return failed(state, hasNull(elements));
            }
            for (int i = 0; i < elements.size(); i++) {
                if (x.equals(elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static Code.BoolCode intIn(Code.IntCode value, Code.ListCode list) {
        return (event, status) -> {
            long x = value.value(event, status);
            int state = status.takeState();
            List<Object> elements = list.value(event, status);
            if (status.takeFailure()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationStatus.CLEAR) {
                return failed(state, hasNull(elements));
            }
            for (int i = 0; i < elements.size(); i++) {
                if (ElementEquality.equal(x, elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static Code.BoolCode doubleIn(Code.DoubleCode value, Code.ListCode list) {
        return (event, status) -> {
            double x = value.value(event, status);
            int state = status.takeState();
            List<Object> elements = list.value(event, status);
            if (status.takeFailure()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationStatus.CLEAR) {
                return failed(state, hasNull(elements));
            }
            for (int i = 0; i < elements.size(); i++) {
                if (ElementEquality.equal(x, elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static Code.BoolCode boolIn(Code.BoolCode value, Code.ListCode list) {
        return (event, status) -> {
            int x = value.test(event, status);
            List<Object> elements = list.value(event, status);
            if (status.takeFailure() || x == Code.BoolCode.ERROR) {
                return Code.BoolCode.ERROR;
            }
            return x == Code.BoolCode.NULL
                    ? Code.BoolCode.of(hasNull(elements))
                    : Code.BoolCode.of(elements.contains(x == Code.BoolCode.TRUE));
        };
    }

    private static Code.BoolCode anyIn(Code.ObjectCode value, Code.ListCode list) {
        return (event, status) -> {
            Object x = value.value(event, status);
            List<Object> elements = list.value(event, status);
            if (status.takeFailure()) {
                return Code.BoolCode.ERROR;
            }
            for (int i = 0; i < elements.size(); i++) {
                if (ElementEquality.equal(x, elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static Code.BoolCode listIn(Code.ListCode value, Code.ListCode list) {
        return (event, status) -> {
            List<Object> x = value.value(event, status);
            int state = status.takeState();
            List<Object> elements = list.value(event, status);
            if (status.takeFailure()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationStatus.CLEAR) {
                return failed(state, hasNull(elements));
            }
            for (int i = 0; i < elements.size(); i++) {
                if (ElementEquality.equal(x, elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static int failed(int state, boolean nullIsIn) {
        return state == EvaluationStatus.NULL ? Code.BoolCode.of(nullIsIn) : Code.BoolCode.ERROR;
    }

    private static boolean hasNull(List<Object> elements) {
        for (int i = 0; i < elements.size(); i++) {
            if (ElementEquality.isNull(elements.get(i))) {
                return true;
            }
        }
        return false;
    }
}
