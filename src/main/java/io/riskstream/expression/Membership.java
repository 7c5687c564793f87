package io.riskstream.expression;

import io.riskstream.event.ValueKind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code x in list}: true if an element of the list equals x. */
final class Membership {
    private Membership() {}

    /** In a list whose elements are all known. */
    static Code.BoolCode inConstants(Code value, List<Object> elements) {
        if (value instanceof Code.OfText text && elements.stream().allMatch(String.class::isInstance)) {
            return textInSet(text.code(), elements);
        } else if (value instanceof Code.OfInt whole && elements.stream().allMatch(Long.class::isInstance)) {
            return intInSorted(whole.code(), elements);
        }
        return in(value, (event, trap) -> elements);
    }

    /** In a list written out of parts that each event has its own of. If one of them is an error, so is the list, whatever else is in it. */
    static Code.BoolCode inElements(Code value, List<Code> elements) {
        ValueHolder held = new ValueHolder(value);
        Code.BoolCode[] equal = elements.stream()
                .map(element -> Comparison.equality("==", held.again(), element))
                .toArray(Code.BoolCode[]::new);
        return (event, trap) -> {
            held.take(event, trap);
            int found = Code.BoolCode.FALSE;
            for (Code.BoolCode one : equal) {
                int x = one.test(event, trap);
                if (x > Code.BoolCode.TRUE) {
                    return Code.BoolCode.ERROR;
                }
                found |= x;
            }
            return found;
        };
    }

    private static Code.BoolCode textInSet(Code.TextCode value, List<Object> elements) {
        Set<Object> set = new HashSet<>(elements);
        Code.BoolCode general = (event, trap) -> {
            String x = value.value(event, trap);
            int state = trap.take();
            return state == EvaluationError.CLEAR ? Code.BoolCode.of(set.contains(x)) : failed(state, false);
        };
        if (value instanceof FieldAccess.OfText field) {
            int slot = field.slot();
            return (event, trap) -> event.kind(slot) == ValueKind.STRING
                    ? Code.BoolCode.of(set.contains(event.string(slot)))
                    : general.test(event, trap);
        }
        return general;
    }

    private static Code.BoolCode intInSorted(Code.IntCode value, List<Object> elements) {
        long[] sorted =
                elements.stream().mapToLong(element -> (Long) element).sorted().toArray();
        Code.BoolCode general = (event, trap) -> {
            long x = value.value(event, trap);
            int state = trap.take();
            return state == EvaluationError.CLEAR ? Code.BoolCode.of(has(sorted, x)) : failed(state, false);
        };
        if (value instanceof FieldAccess.OfInt field) {
            int slot = field.slot();
            return (event, trap) -> event.kind(slot) == ValueKind.LONG
                    ? Code.BoolCode.of(has(sorted, event.integer(slot)))
                    : general.test(event, trap);
        }
        return general;
    }

    private static boolean has(long[] sorted, long x) {
        return Arrays.binarySearch(sorted, x) >= 0;
    }

    /** In a list that each event has its own of; its elements may be of any type. */
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
        }
        return (event, trap) -> {
            List<Object> elements = list.value(event, trap);
            return trap.cleared() ? Code.BoolCode.ERROR : Code.BoolCode.of(hasNull(elements));
        };
    }

    private static Code.BoolCode textIn(Code.TextCode value, Code.ListCode list) {
        return (event, trap) -> {
            String x = value.value(event, trap);
            int state = trap.take();
            List<Object> elements = list.value(event, trap);
            if (trap.cleared()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationError.CLEAR) {
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
        return (event, trap) -> {
            long x = value.value(event, trap);
            int state = trap.take();
            List<Object> elements = list.value(event, trap);
            if (trap.cleared()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationError.CLEAR) {
                return failed(state, hasNull(elements));
            }
            for (int i = 0; i < elements.size(); i++) {
                if (Comparison.same(x, elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static Code.BoolCode doubleIn(Code.DoubleCode value, Code.ListCode list) {
        return (event, trap) -> {
            double x = value.value(event, trap);
            int state = trap.take();
            List<Object> elements = list.value(event, trap);
            if (trap.cleared()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationError.CLEAR) {
                return failed(state, hasNull(elements));
            }
            for (int i = 0; i < elements.size(); i++) {
                if (Comparison.same(x, elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static Code.BoolCode boolIn(Code.BoolCode value, Code.ListCode list) {
        return (event, trap) -> {
            int x = value.test(event, trap);
            List<Object> elements = list.value(event, trap);
            if (trap.cleared() || x == Code.BoolCode.ERROR) {
                return Code.BoolCode.ERROR;
            }
            return x == Code.BoolCode.NULL
                    ? Code.BoolCode.of(hasNull(elements))
                    : Code.BoolCode.of(elements.contains(x == Code.BoolCode.TRUE));
        };
    }

    private static Code.BoolCode listIn(Code.ListCode value, Code.ListCode list) {
        return (event, trap) -> {
            List<Object> x = value.value(event, trap);
            int state = trap.take();
            List<Object> elements = list.value(event, trap);
            if (trap.cleared()) {
                return Code.BoolCode.ERROR;
            } else if (state != EvaluationError.CLEAR) {
                return failed(state, hasNull(elements));
            }
            for (int i = 0; i < elements.size(); i++) {
                if (Comparison.same(x, elements.get(i))) {
                    return Code.BoolCode.TRUE;
                }
            }
            return Code.BoolCode.FALSE;
        };
    }

    private static int failed(int state, boolean nullIsIn) {
        return state == EvaluationError.NULL ? Code.BoolCode.of(nullIsIn) : Code.BoolCode.ERROR;
    }

    private static boolean hasNull(List<Object> elements) {
        for (int i = 0; i < elements.size(); i++) {
            if (Comparison.isNull(elements.get(i))) {
                return true;
            }
        }
        return false;
    }
}
