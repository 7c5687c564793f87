package io.riskstream.expression;

import java.util.List;
import java.util.Map;

/**
 * Code for {@code == != < <= > >=}. Ints and doubles are compared exactly, by their position on the number line. A NaN equals no number, and is neither less
 * nor greater than one.
 */
final class Comparison {
    // the possible orders of two values; an operator is the set of orders for which it is true
    static final int LESS = 1;
    static final int EQUAL = 2;
    static final int GREATER = 4;
    static final int UNORDERED = 8;

    private static final Map<String, Integer> TRUE_FOR = Map.of(
            "==",
            EQUAL,
            "!=",
            LESS | GREATER | UNORDERED,
            "<",
            LESS,
            "<=",
            LESS | EQUAL,
            ">",
            GREATER,
            ">=",
            GREATER | EQUAL);

    private Comparison() {}

    /** Returns the code of {@code < <= > >=} for two numbers, strings, timestamps or durations. */
    static Code.BoolCode order(String sign, Code left, Code right) {
        if (right instanceof Code.OfAny any) {
            return Dynamic.order(TRUE_FOR.get(sign), left, any);
        } else if (left instanceof Code.OfAny any) {
            return Dynamic.order(mirrored(TRUE_FOR.get(sign)), right, any);
        }
        return typed(TRUE_FOR.get(sign), Comparison::orderOfNulls, left, right);
    }

    /** Returns the code of {@code == !=} for two values of one type, two numbers, or a value and null. */
    static Code.BoolCode equality(String sign, Code left, Code right) {
        int trueFor = TRUE_FOR.get(sign);
        MissingValues nulls = (x, y) -> equalityOfNulls(trueFor, x, y);
        if (left instanceof Code.OfNull) {
            return withNull(trueFor, right);
        } else if (right instanceof Code.OfNull) {
            return withNull(trueFor, left);
        } else if (left instanceof Code.OfAny any) {
            return Dynamic.equality(trueFor == EQUAL, any, right);
        } else if (right instanceof Code.OfAny any) {
            return Dynamic.equality(trueFor == EQUAL, any, left);
        }
        return typed(trueFor, nulls, left, right);
    }

    /** Returns the result of a comparison of which one side or both have no value, from the states of both sides. */
    @FunctionalInterface
    private interface MissingValues {
        int of(int left, int right);
    }

    private static int orderOfNulls(int left, int right) {
        return Code.BoolCode.ERROR;
    }

    private static int equalityOfNulls(int trueFor, int left, int right) {
        if (left == EvaluationStatus.ERROR || right == EvaluationStatus.ERROR) {
            return Code.BoolCode.ERROR;
        }
        return Code.BoolCode.of((trueFor & (left == right ? EQUAL : UNORDERED)) != 0);
    }

    private static Code.BoolCode typed(int trueFor, MissingValues nulls, Code left, Code right) {
        Code.BoolCode general = general(trueFor, nulls, left, right);
        return FieldComparison.of(trueFor, left, right, general)
                .or(() -> MemberComparison.of(trueFor, left, right, general))
                .orElse(general);
    }

    private static Code.BoolCode general(int trueFor, MissingValues nulls, Code left, Code right) {
        if (left instanceof Code.OfInt a && right instanceof Code.OfInt b) {
            return ints(trueFor, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfInt a && right instanceof Code.OfDouble b) {
            return intWithDouble(trueFor, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfDouble a && isExact(right)) {
            return doubles(trueFor, nulls, a.code(), right.asDouble());
        } else if (left instanceof Code.OfDouble a && right instanceof Code.OfInt b) {
            MissingValues swapped = (x, y) -> nulls.of(y, x);
            return intWithDouble(mirrored(trueFor), swapped, b.code(), a.code());
        } else if (left instanceof Code.OfDouble a && right instanceof Code.OfDouble b) {
            return doubles(trueFor, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfText a && right instanceof Code.OfText b) {
            return texts(trueFor, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfBool a && right instanceof Code.OfBool b) {
            return bools(trueFor, nulls, a.code(), b.code());
        } else if (left instanceof Code.OfList a && right instanceof Code.OfList b) {
            return lists(trueFor, nulls, a.code(), b.code());
        } else if (left.isTime() && right.isTime()) {
            return times(trueFor, nulls, left.asTime(), right.asTime());
        }
        throw new IllegalArgumentException(left.type() + " with " + right.type());
    }

    /** True if the code is a whole number literal that a double represents without rounding. */
    static boolean isExact(Code code) {
        return code instanceof Code.OfInt whole
                && whole.code() instanceof Literals.OfInt constant
                && Math.abs(constant.value()) <= 1L << 53;
    }

    /** Returns the orders of the same values in reverse. */
    static int mirrored(int trueFor) {
        int unchanged = trueFor & (EQUAL | UNORDERED);
        return unchanged | ((trueFor & LESS) != 0 ? GREATER : 0) | ((trueFor & GREATER) != 0 ? LESS : 0);
    }

    private static Code.BoolCode ints(int trueFor, MissingValues nulls, Code.IntCode left, Code.IntCode right) {
        if (right instanceof Literals.OfInt constant) {
            long y = constant.value();
            return (event, status) -> {
                long x = left.value(event, status);
                int state = status.takeState();
                if (state != EvaluationStatus.CLEAR) {
                    return nulls.of(state, EvaluationStatus.CLEAR);
                }
                return Code.BoolCode.of((trueFor & (x < y ? LESS : x == y ? EQUAL : GREATER)) != 0);
            };
        }
        return (event, status) -> {
            long x = left.value(event, status);
            int xState = status.takeState();
            long y = right.value(event, status);
            int yState = status.takeState();
            if ((xState | yState) != EvaluationStatus.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((trueFor & (x < y ? LESS : x == y ? EQUAL : GREATER)) != 0);
        };
    }

    private static Code.BoolCode doubles(
            int trueFor, MissingValues nulls, Code.DoubleCode left, Code.DoubleCode right) {
        if (right instanceof Literals.OfDouble constant) {
            double y = constant.value();
            return (event, status) -> {
                double x = left.value(event, status);
                int state = status.takeState();
                if (state != EvaluationStatus.CLEAR) {
                    return nulls.of(state, EvaluationStatus.CLEAR);
                }
                return Code.BoolCode.of((trueFor & (x < y ? LESS : x == y ? EQUAL : x > y ? GREATER : UNORDERED)) != 0);
            };
        }
        return (event, status) -> {
            double x = left.value(event, status);
            int xState = status.takeState();
            double y = right.value(event, status);
            int yState = status.takeState();
            if ((xState | yState) != EvaluationStatus.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((trueFor & (x < y ? LESS : x == y ? EQUAL : x > y ? GREATER : UNORDERED)) != 0);
        };
    }

    private static Code.BoolCode intWithDouble(
            int trueFor, MissingValues nulls, Code.IntCode left, Code.DoubleCode right) {
        return (event, status) -> {
            long x = left.value(event, status);
            int xState = status.takeState();
            double y = right.value(event, status);
            int yState = status.takeState();
            if ((xState | yState) != EvaluationStatus.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((trueFor & compare(x, y)) != 0);
        };
    }

    /** Compares without rounding the long: 2^53 + 1 is greater than 2^53. */
    static int compare(long x, double y) {
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
        return fraction > 0 ? LESS : fraction < 0 ? GREATER : EQUAL;
    }

    private static Code.BoolCode texts(int trueFor, MissingValues nulls, Code.TextCode left, Code.TextCode right) {
        boolean equality = trueFor == EQUAL || trueFor == TRUE_FOR.get("!=");
        return (event, status) -> {
            String x = left.value(event, status);
            int xState = status.takeState();
            String y = right.value(event, status);
            int yState = status.takeState();
            if ((xState | yState) != EvaluationStatus.CLEAR) {
                return nulls.of(xState, yState);
            }
            int order = equality ? x.equals(y) ? EQUAL : UNORDERED : compare(x, y);
            return Code.BoolCode.of((trueFor & order) != 0);
        };
    }

    /** Returns the order of two doubles. */
    static int compare(double x, double y) {
        return x < y ? LESS : x == y ? EQUAL : x > y ? GREATER : UNORDERED;
    }

    /** Returns the order that a result of {@code compareTo} means. */
    static int order(int compared) {
        return compared < 0 ? LESS : compared == 0 ? EQUAL : GREATER;
    }

    /** Compares by code points, as CEL does. {@link String#compareTo} puts the characters beyond U+FFFF before U+E000. */
    static int compare(String x, String y) {
        int length = Math.min(x.length(), y.length());
        for (int i = 0; i < length; i++) {
            char a = x.charAt(i);
            char b = y.charAt(i);
            if (a != b) {
                boolean reversed =
                        Character.isSurrogate(a) != Character.isSurrogate(b) && a >= '\uD800' && b >= '\uD800';
                return a < b != reversed ? LESS : GREATER;
            }
        }
        return x.length() < y.length() ? LESS : x.length() == y.length() ? EQUAL : GREATER;
    }

    private static Code.BoolCode bools(int trueFor, MissingValues nulls, Code.BoolCode left, Code.BoolCode right) {
        return (event, status) -> {
            int x = left.test(event, status);
            int y = right.test(event, status);
            if ((x | y) > Code.BoolCode.TRUE) {
                return nulls.of(state(x), state(y));
            }
            return Code.BoolCode.of((trueFor & (x < y ? LESS : x == y ? EQUAL : GREATER)) != 0);
        };
    }

    private static int state(int truth) {
        return switch (truth) {
            case Code.BoolCode.NULL -> EvaluationStatus.NULL;
            case Code.BoolCode.ERROR -> EvaluationStatus.ERROR;
            default -> EvaluationStatus.CLEAR;
        };
    }

    private static Code.BoolCode times(int trueFor, MissingValues nulls, Code.TimeCode left, Code.TimeCode right) {
        return (event, status) -> {
            long x = left.seconds(event, status);
            int xNanos = status.nanos();
            int xState = status.takeState();
            long y = right.seconds(event, status);
            int yNanos = status.nanos();
            int yState = status.takeState();
            if ((xState | yState) != EvaluationStatus.CLEAR) {
                return nulls.of(xState, yState);
            }
            int order = x != y ? Long.compare(x, y) : Integer.compare(xNanos, yNanos);
            return Code.BoolCode.of((trueFor & (order < 0 ? LESS : order == 0 ? EQUAL : GREATER)) != 0);
        };
    }

    private static Code.BoolCode lists(int trueFor, MissingValues nulls, Code.ListCode left, Code.ListCode right) {
        return (event, status) -> {
            List<Object> x = left.value(event, status);
            int xState = status.takeState();
            List<Object> y = right.value(event, status);
            int yState = status.takeState();
            if ((xState | yState) != EvaluationStatus.CLEAR) {
                return nulls.of(xState, yState);
            }
            return Code.BoolCode.of((trueFor & (ElementEquality.equal(x, y) ? EQUAL : UNORDERED)) != 0);
        };
    }

    private static Code.BoolCode withNull(int trueFor, Code value) {
        Code.BoolCode isNull;
        if (value instanceof Code.OfBool bool) {
            Code.BoolCode code = bool.code();
            isNull = (event, status) -> nullness(trueFor, state(code.test(event, status)));
        } else if (value instanceof Code.OfText text) {
            Code.TextCode code = text.code();
            isNull = (event, status) -> {
                code.value(event, status);
                return nullness(trueFor, status.takeState());
            };
        } else if (value instanceof Code.OfList list) {
            Code.ListCode code = list.code();
            isNull = (event, status) -> {
                code.value(event, status);
                return nullness(trueFor, status.takeState());
            };
        } else if (value.isTime()) {
            Code.TimeCode code = value.asTime();
            isNull = (event, status) -> {
                code.seconds(event, status);
                return nullness(trueFor, status.takeState());
            };
        } else if (value instanceof Code.OfAny any) {
            Code.ObjectCode code = any.code();
            isNull = (event, status) -> nullness(trueFor, state(code.value(event, status)));
        } else if (value instanceof Code.OfItem item) {
            CurrentElement element = item.element();
            isNull = (event, status) -> nullness(trueFor, state(element.value()));
        } else if (value instanceof Code.OfNull) {
            isNull = (event, status) -> nullness(trueFor, EvaluationStatus.NULL);
        } else {
            Code.DoubleCode code = value.asDouble();
            isNull = (event, status) -> {
                code.value(event, status);
                return nullness(trueFor, status.takeState());
            };
        }
        return isNull;
    }

    private static int state(Object value) {
        return ElementEquality.isNull(value) ? EvaluationStatus.NULL : EvaluationStatus.CLEAR;
    }

    private static int nullness(int trueFor, int state) {
        return equalityOfNulls(trueFor, state, EvaluationStatus.NULL);
    }
}
