package io.riskstream.expression;

import io.riskstream.event.NullValue;
import java.util.List;
import java.util.Map;

/** {@code == != < <= > >=}. Ints and doubles compare as what they are on the number line, exactly; a NaN equals nothing, and is above and below nothing. */
final class Comparison {
    // how two values lie to each other; an operator is the set of those it holds for
    static final int LESS = 1;
    static final int SAME = 2;
    static final int GREATER = 4;
    static final int UNORDERED = 8;

    private static final Map<String, Integer> HOLDS_FOR = Map.of(
            "==",
            SAME,
            "!=",
            LESS | GREATER | UNORDERED,
            "<",
            LESS,
            "<=",
            LESS | SAME,
            ">",
            GREATER,
            ">=",
            GREATER | SAME);

    private Comparison() {}

    /** {@code < <= > >=} of two numbers, or of two strings, timestamps or durations. */
    static Code.BoolCode order(String sign, Code left, Code right) {
        return typed(HOLDS_FOR.get(sign), Comparison::orderOfNulls, left, right);
    }

    /** {@code == !=} of two values of one type, of two numbers, or of a value and null. */
    static Code.BoolCode equality(String sign, Code left, Code right) {
        int holds = HOLDS_FOR.get(sign);
        NullOrder nulls = (x, y) -> equalityOfNulls(holds, x, y);
        if (left instanceof Code.OfNull) {
            return withNull(holds, right);
        } else if (right instanceof Code.OfNull) {
            return withNull(holds, left);
        }
        return typed(holds, nulls, left, right);
    }

    /** What a comparison yields where one side or both have no value; given are the states of their traps. */
    @FunctionalInterface
    private interface NullOrder {
        int of(int left, int right);
    }

    private static int orderOfNulls(int left, int right) {
        return Code.BoolCode.ERROR;
    }

    private static int equalityOfNulls(int holds, int left, int right) {
        if (left == EvaluationError.ERROR || right == EvaluationError.ERROR) {
            return Code.BoolCode.ERROR;
        }
        return Code.BoolCode.of((holds & (left == right ? SAME : UNORDERED)) != 0);
    }

    private static Code.BoolCode typed(int holds, NullOrder nulls, Code left, Code right) {
        Code.BoolCode general = general(holds, nulls, left, right);
        return FieldComparison.of(holds, left, right, general).orElse(general);
    }

    private static Code.BoolCode general(int holds, NullOrder nulls, Code left, Code right) {
        if (left instanceof Code.OfInt a && right instanceof Code.OfInt b) {
            return ints(holds, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfInt a && right instanceof Code.OfDouble b) {
            return intWithDouble(holds, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfDouble a && isExact(right)) {
            return doubles(holds, nulls, a.code(), right.asDouble());
        } else if (left instanceof Code.OfDouble a && right instanceof Code.OfInt b) {
            NullOrder swapped = (x, y) -> nulls.of(y, x);
            return intWithDouble(mirrored(holds), swapped, b.code(), a.code());
        } else if (left instanceof Code.OfDouble a && right instanceof Code.OfDouble b) {
            return doubles(holds, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfText a && right instanceof Code.OfText b) {
            return texts(holds, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfBool a && right instanceof Code.OfBool b) {
            return bools(holds, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfList a && right instanceof Code.OfList b) {
            return lists(holds, nulls, a.code(), b.code());
        } else if (left.isTime() && right.isTime()) {
            return times(holds, nulls, left.asTime(), right.asTime());
        }
        throw new IllegalArgumentException(left.type() + " with " + right.type());
    }

    /** Whether it is a whole number that a double holds without rounding. */
    static boolean isExact(Code code) {
        return code instanceof Code.OfInt whole
                && whole.code() instanceof Literals.OfInt constant
                && Math.abs(constant.value()) <= 1L << 53;
    }

    private static int mirrored(int holds) {
        int unturned = holds & (SAME | UNORDERED);
        return unturned | ((holds & LESS) != 0 ? GREATER : 0) | ((holds & GREATER) != 0 ? LESS : 0);
    }

    private static Code.BoolCode ints(int holds, NullOrder nulls, Code.IntCode left, Code.IntCode right) {
        if (right instanceof Literals.OfInt constant) {
            long y = constant.value();
            return (event, trap) -> {
                long x = left.value(event, trap);
                int state = trap.take();
                if (state != EvaluationError.CLEAR) {
                    return nulls.of(state, EvaluationError.CLEAR);
                }
                return Code.BoolCode.of((holds & (x < y ? LESS : x == y ? SAME : GREATER)) != 0);
            };
        }
        return (event, trap) -> {
            long x = left.value(event, trap);
            int xState = trap.take();
            long y = right.value(event, trap);
            int yState = trap.take();
            if ((xState | yState) != EvaluationError.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((holds & (x < y ? LESS : x == y ? SAME : GREATER)) != 0);
        };
    }

    private static Code.BoolCode doubles(int holds, NullOrder nulls, Code.DoubleCode left, Code.DoubleCode right) {
        if (right instanceof Literals.OfDouble constant) {
            double y = constant.value();
            return (event, trap) -> {
                double x = left.value(event, trap);
                int state = trap.take();
                if (state != EvaluationError.CLEAR) {
                    return nulls.of(state, EvaluationError.CLEAR);
                }
                return Code.BoolCode.of((holds & (x < y ? LESS : x == y ? SAME : x > y ? GREATER : UNORDERED)) != 0);
            };
        }
        return (event, trap) -> {
            double x = left.value(event, trap);
            int xState = trap.take();
            double y = right.value(event, trap);
            int yState = trap.take();
            if ((xState | yState) != EvaluationError.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((holds & (x < y ? LESS : x == y ? SAME : x > y ? GREATER : UNORDERED)) != 0);
        };
    }

    private static Code.BoolCode intWithDouble(int holds, NullOrder nulls, Code.IntCode left, Code.DoubleCode right) {
        return (event, trap) -> {
            long x = left.value(event, trap);
            int xState = trap.take();
            double y = right.value(event, trap);
            int yState = trap.take();
            if ((xState | yState) != EvaluationError.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((holds & compare(x, y)) != 0);
        };
    }

    /** Without rounding the long: 2^53 + 1 is greater than 2^53. */
    private static int compare(long x, double y) {
        if (Double.isNaN(y)) {
            return UNORDERED;
        } else if (y >= 0x1p63) {
            return LESS;
        } else if (y < -0x1p63) {
            return GREATER;
        }
        long whole = (long) y;
        if (x != whole) {
            return x < whole ? LESS : GREATER;
        }
        double fraction = y - whole;
        return fraction > 0 ? LESS : fraction < 0 ? GREATER : SAME;
    }

    private static Code.BoolCode texts(int holds, NullOrder nulls, Code.TextCode left, Code.TextCode right) {
        boolean equality = holds == SAME || holds == HOLDS_FOR.get("!=");
        return (event, trap) -> {
            String x = left.value(event, trap);
            int xState = trap.take();
            String y = right.value(event, trap);
            int yState = trap.take();
            if ((xState | yState) != EvaluationError.CLEAR) {
                return nulls.of(xState, yState);
            }
            int order = equality ? x.equals(y) ? SAME : UNORDERED : compare(x, y);
            return Code.BoolCode.of((holds & order) != 0);
        };
    }

    /** By code points, as CEL does: {@link String#compareTo} puts the characters beyond U+FFFF before U+E000. */
    static int compare(String x, String y) {
        int length = Math.min(x.length(), y.length());
        for (int i = 0; i < length; i++) {
            char a = x.charAt(i);
            char b = y.charAt(i);
            if (a != b) {
                boolean turned = Character.isSurrogate(a) != Character.isSurrogate(b) && a >= '\uD800' && b >= '\uD800';
                return a < b != turned ? LESS : GREATER;
            }
        }
        return x.length() < y.length() ? LESS : x.length() == y.length() ? SAME : GREATER;
    }

    private static Code.BoolCode bools(int holds, NullOrder nulls, Code.BoolCode left, Code.BoolCode right) {
        return (event, trap) -> {
            int x = left.test(event, trap);
            int y = right.test(event, trap);
            if ((x | y) > Code.BoolCode.TRUE) {
                return nulls.of(state(x), state(y));
            }
            return Code.BoolCode.of((holds & (x < y ? LESS : x == y ? SAME : GREATER)) != 0);
        };
    }

    private static int state(int truth) {
        return switch (truth) {
            case Code.BoolCode.NULL -> EvaluationError.NULL;
            case Code.BoolCode.ERROR -> EvaluationError.ERROR;
            default -> EvaluationError.CLEAR;
        };
    }

    private static Code.BoolCode times(int holds, NullOrder nulls, Code.TimeCode left, Code.TimeCode right) {
        return (event, trap) -> {
            long x = left.seconds(event, trap);
            int xNanos = trap.nanos();
            int xState = trap.take();
            long y = right.seconds(event, trap);
            int yNanos = trap.nanos();
            int yState = trap.take();
            if ((xState | yState) != EvaluationError.CLEAR) {
                return nulls.of(xState, yState);
            }
            int order = x != y ? Long.compare(x, y) : Integer.compare(xNanos, yNanos);
            return Code.BoolCode.of((holds & (order < 0 ? LESS : order == 0 ? SAME : GREATER)) != 0);
        };
    }

    private static Code.BoolCode lists(int holds, NullOrder nulls, Code.ListCode left, Code.ListCode right) {
        return (event, trap) -> {
            List<Object> x = left.value(event, trap);
            int xState = trap.take();
            List<Object> y = right.value(event, trap);
            int yState = trap.take();
            if ((xState | yState) != EvaluationError.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((holds & (same(x, y) ? SAME : UNORDERED)) != 0);
        };
    }

    private static Code.BoolCode withNull(int holds, Code value) {
        Code.BoolCode isNull;
        if (value instanceof Code.OfBool bool) {
            Code.BoolCode code = bool.code();
            isNull = (event, trap) -> nullness(holds, state(code.test(event, trap)));
        } else if (value instanceof Code.OfText text) {
            Code.TextCode code = text.code();
            isNull = (event, trap) -> {
                code.value(event, trap);
                return nullness(holds, trap.take());
            };
        } else if (value instanceof Code.OfList list) {
            Code.ListCode code = list.code();
            isNull = (event, trap) -> {
                code.value(event, trap);
                return nullness(holds, trap.take());
            };
        } else if (value.isTime()) {
            Code.TimeCode code = value.asTime();
            isNull = (event, trap) -> {
                code.seconds(event, trap);
                return nullness(holds, trap.take());
            };
        } else if (value instanceof Code.OfNull) {
            isNull = (event, trap) -> nullness(holds, EvaluationError.NULL);
        } else {
            Code.DoubleCode code = value.asDouble();
            isNull = (event, trap) -> {
                code.value(event, trap);
                return nullness(holds, trap.take());
            };
        }
        return isNull;
    }

    private static int nullness(int holds, int state) {
        return equalityOfNulls(holds, state, EvaluationError.NULL);
    }

    /** Whether two elements of lists are equal, as CEL has it: numbers of either type by value, texts, truths, nulls, lists and maps. */
    static boolean same(Object x, Object y) {
        if (x instanceof Long a && y instanceof Double b) {
            return compare(a, b) == SAME;
        } else if (x instanceof Double a && y instanceof Long b) {
            return compare(b, a) == SAME;
        } else if (x instanceof Double a && y instanceof Double b) {
            return a.doubleValue() == b.doubleValue();
        } else if (x instanceof List<?> a && y instanceof List<?> b) {
            return sameLists(a, b);
        } else if (x instanceof Map<?, ?> a && y instanceof Map<?, ?> b) {
            return a.size() == b.size()
                    && a.entrySet().stream()
                            .allMatch(entry ->
                                    b.containsKey(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey())));
        }
        return x.equals(y);
    }

    private static boolean sameLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a number equals an element, without boxing. */
    static boolean same(long x, Object element) {
        return element instanceof Long whole ? whole == x : element instanceof Double y && compare(x, y) == SAME;
    }

    /** Whether a number equals an element, without boxing. */
    static boolean same(double x, Object element) {
        return element instanceof Double y ? y == x : element instanceof Long whole && compare(whole, x) == SAME;
    }

    /** Whether this is the element {@code null}. */
    static boolean isNull(Object element) {
        return element == NullValue.NULL;
    }
}
