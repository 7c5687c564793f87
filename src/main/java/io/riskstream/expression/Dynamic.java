package io.riskstream.expression;

import io.riskstream.event.ExactNumber;
import io.riskstream.event.NullValue;
import java.util.AbstractList;
import java.util.List;

/**
 * Code for values whose type is known when the expression is evaluated: elements of lists. Where an operator needs a type, a value of another type is an
 * error. {@code ==} is false for values of different types, as in CEL.
 */
final class Dynamic {
    /** The order of two values that have none, such as a string and a number. */
    private static final int INCOMPARABLE = 0;

    private Dynamic() {}

    static Code.OfBool asBool(Code.OfAny any) {
        Code.ObjectCode code = any.code();
        return new Code.OfBool(
                (event, status) -> {
                    Object x = code.value(event, status);
                    return x instanceof Boolean bool
                            ? Code.BoolCode.of(bool)
                            : x == NullValue.NULL ? Code.BoolCode.NULL : Code.BoolCode.ERROR;
                },
                true);
    }

    static Code.OfInt asInt(Code.OfAny any) {
        Code.ObjectCode code = any.code();
        return new Code.OfInt(
                (event, status) -> {
                    Object x = code.value(event, status);
                    if (x instanceof Long whole) {
                        return whole;
                    } else if (x instanceof Double number && FieldAccess.isInt(number)) {
                        return number.longValue();
                    }
                    raise(x, status);
                    return 0;
                },
                true);
    }

    static Code.OfDouble asDouble(Code.OfAny any) {
        Code.ObjectCode code = any.code();
        return new Code.OfDouble(
                (event, status) -> {
                    Object x = code.value(event, status);
                    if (x instanceof Double number) {
                        return number;
                    } else if (x instanceof Long whole) {
                        return whole;
                    } else if (x instanceof ExactNumber number && isInRange(number, status)) {
                        return ElementEquality.nearest(number);
                    }
                    raise(x, status);
                    return 0;
                },
                true);
    }

    static Code.OfText asText(Code.OfAny any) {
        Code.ObjectCode code = any.code();
        return new Code.OfText(
                (event, status) -> {
                    Object x = code.value(event, status);
                    if (x instanceof String text) {
                        return counted(text, status);
                    }
                    raise(x, status);
                    return "";
                },
                true);
    }

    @SuppressWarnings("unchecked") // the lists of an event contain objects
    static Code.OfList asList(Code.OfAny any, ElementType elements) {
        Code.ObjectCode code = any.code();
        return new Code.OfList(
                (event, status) -> {
                    Object x = code.value(event, status);
                    if (x instanceof List<?> list) {
                        return (List<Object>) list;
                    }
                    raise(x, status);
                    return List.of();
                },
                true,
                elements);
    }

    /** Counts the steps for a string that a macro reads. */
    static String counted(String text, EvaluationStatus status) {
        if (text.length() >= ExpressionLimits.SIZE_OF_STEP) {
            status.addSteps(text.length() / ExpressionLimits.SIZE_OF_STEP);
        }
        return text;
    }

    /** Returns the code of {@code size(x)} for a string or a list. */
    static Code.OfInt size(Code.OfAny any) {
        Code.ObjectCode code = any.code();
        return new Code.OfInt(
                (event, status) -> {
                    Object x = code.value(event, status);
                    if (x instanceof String text) {
                        counted(text, status);
                        return text.codePointCount(0, text.length());
                    } else if (x instanceof List<?> list) {
                        return list.size();
                    }
                    status.raiseError();
                    return 0;
                },
                false);
    }

    /** Returns the code of {@code any == other} or {@code any != other}. */
    static Code.BoolCode equality(boolean equal, Code.OfAny any, Code other) {
        Code.ObjectCode code = any.code();
        OneElement element = new OneElement();
        Code.BoolCode isIn = Membership.in(other, (event, status) -> {
            element.value = code.value(event, status);
            return element;
        });
        if (equal) {
            return isIn;
        }
        return (event, status) -> {
            int x = isIn.test(event, status);
            return x <= Code.BoolCode.TRUE ? 1 - x : Code.BoolCode.ERROR;
        };
    }

    /** A value as a list, because {@code x == y} is {@code x in [y]}. The object is reused for each evaluation. */
    private static final class OneElement extends AbstractList<Object> {
        private Object value = NullValue.NULL;

        @Override
        public Object get(int index) {
            return value;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /**
     * Returns the code of {@code < <= > >=}, where the right value has any type.
     *
     * @param trueFor the set of orders for which the comparison is true, see {@link Comparison}
     */
    static Code.BoolCode order(int trueFor, Code left, Code.OfAny right) {
        Code.ObjectCode other = right.code();
        if (left instanceof Code.OfInt whole) {
            Code.IntCode code = whole.code();
            return (event, status) -> {
                long x = code.value(event, status);
                return status.takeFailure()
                        ? Code.BoolCode.ERROR
                        : result(trueFor, order(x, other.value(event, status)));
            };
        } else if (left instanceof Code.OfDouble number) {
            Code.DoubleCode code = number.code();
            return (event, status) -> {
                double x = code.value(event, status);
                return status.takeFailure()
                        ? Code.BoolCode.ERROR
                        : result(trueFor, order(x, other.value(event, status)));
            };
        } else if (left instanceof Code.OfText text) {
            Code.TextCode code = text.code();
            return (event, status) -> {
                String x = code.value(event, status);
                return status.takeFailure()
                        ? Code.BoolCode.ERROR
                        : result(trueFor, order(x, other.value(event, status)));
            };
        }
        Code.ObjectCode code = ((Code.OfAny) left).code();
        return (event, status) -> result(trueFor, order(code.value(event, status), other.value(event, status)));
    }

    private static int result(int trueFor, int order) {
        return order == INCOMPARABLE ? Code.BoolCode.ERROR : Code.BoolCode.of((trueFor & order) != 0);
    }

    private static int order(Object x, Object y) {
        if (x instanceof ExactNumber number) {
            return order(ElementEquality.nearest(number), y);
        } else if (x instanceof Long whole) {
            return order(whole.longValue(), y);
        } else if (x instanceof Double number) {
            return order(number.doubleValue(), y);
        } else if (x instanceof String text) {
            return order(text, y);
        } else if (x instanceof Boolean a && y instanceof Boolean b) {
            return Comparison.order(Boolean.compare(a, b));
        }
        return INCOMPARABLE;
    }

    private static int order(long x, Object y) {
        if (y instanceof ExactNumber number) {
            return Comparison.compare(x, ElementEquality.nearest(number));
        } else if (y instanceof Long whole) {
            return Comparison.order(Long.compare(x, whole));
        }
        return y instanceof Double number ? Comparison.compare(x, number) : INCOMPARABLE;
    }

    private static int order(double x, Object y) {
        if (y instanceof ExactNumber number) {
            return Comparison.compare(x, ElementEquality.nearest(number));
        } else if (y instanceof Long whole) {
            return Comparison.mirrored(Comparison.compare(whole, x));
        }
        return y instanceof Double number ? Comparison.compare(x, number.doubleValue()) : INCOMPARABLE;
    }

    private static int order(String x, Object y) {
        return y instanceof String text ? Comparison.compare(x, text) : INCOMPARABLE;
    }

    /** True if a double can have about the value of a number, as it must for a field of type number. */
    private static boolean isInRange(ExactNumber number, EvaluationStatus status) {
        counted(number.text(), status);
        return Double.isFinite(ElementEquality.nearest(number));
    }

    private static void raise(Object value, EvaluationStatus status) {
        if (value == NullValue.NULL) {
            status.raiseNull();
        } else {
            status.raiseError();
        }
    }
}
