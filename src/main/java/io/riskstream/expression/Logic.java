package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/** Code for {@code && || ! ?:}. {@code &&} and {@code ||} ignore an error in one operand if another operand decides the result, whichever is first. */
final class Logic {
    private Logic() {}

    static Code.BoolCode not(Code.BoolCode operand) {
        return new Not(operand);
    }

    /** A class, not a closure, so that {@code !has(x)} is recognized. */
    private record Not(Code.BoolCode operand) implements Code.BoolCode {
        @Override
        public int test(Event event, EvaluationStatus status) {
            int x = operand.test(event, status);
            return x <= Code.BoolCode.TRUE ? 1 - x : Code.BoolCode.ERROR;
        }
    }

    static Code.BoolCode all(List<Code.BoolCode> operands) {
        return shortCircuit(Code.BoolCode.FALSE, operands);
    }

    static Code.BoolCode any(List<Code.BoolCode> operands) {
        return shortCircuit(Code.BoolCode.TRUE, operands);
    }

    private static Code.BoolCode shortCircuit(int decisive, List<Code.BoolCode> operands) {
        int otherwise = 1 - decisive;
        List<Code.BoolCode> rest = operands.subList(1, operands.size());
        Code.BoolCode first = operands.get(0);
        if (decisive == Code.BoolCode.FALSE && first instanceof FieldAccess.Has has) {
            return ifPresent(has.slot(), decisive, rest);
        } else if (decisive == Code.BoolCode.TRUE
                && first instanceof Not not
                && not.operand() instanceof FieldAccess.Has has) {
            return ifPresent(has.slot(), decisive, rest);
        } else if (operands.size() == 2) {
            Code.BoolCode second = operands.get(1);
            return (event, status) -> {
                int x = first.test(event, status);
                if (x == decisive) {
                    return decisive;
                }
                int y = second.test(event, status);
                return y == decisive ? decisive : (x | y) > Code.BoolCode.TRUE ? Code.BoolCode.ERROR : otherwise;
            };
        }
        Code.BoolCode[] all = operands.toArray(new Code.BoolCode[0]);
        return (event, status) -> {
            int result = otherwise;
            for (Code.BoolCode operand : all) {
                int x = operand.test(event, status);
                if (x == decisive) {
                    return decisive;
                } else if (x != otherwise) {
                    result = Code.BoolCode.ERROR;
                }
            }
            return result;
        };
    }

    /** Returns the code of {@code has(x) && rest} or {@code !has(x) || rest}: most rules begin with this guard. An absent x, or null, decides the result. */
    private static Code.BoolCode ifPresent(int slot, int decisive, List<Code.BoolCode> rest) {
        Code.BoolCode then = rest.size() == 1 ? rest.get(0) : shortCircuit(decisive, rest);
        return (event, status) -> {
            if (!event.hasValue(slot)) {
                return decisive;
            }
            int x = then.test(event, status);
            return x <= Code.BoolCode.TRUE ? x : Code.BoolCode.ERROR;
        };
    }

    /** Returns the code of {@code condition ? yes : no} for two values of one type, which the caller has checked. */
    static Code choice(Code.BoolCode condition, Code yes, Code no) {
        boolean nullable = yes.nullable() || no.nullable();
        Code typed = yes instanceof Code.OfNull ? no : yes;
        if (typed instanceof Code.OfNull) {
            return typed;
        } else if (typed instanceof Code.OfBool) {
            Code.BoolCode a = bool(yes);
            Code.BoolCode b = bool(no);
            return new Code.OfBool(
                    (event, status) -> switch (condition.test(event, status)) {
                        case Code.BoolCode.TRUE -> a.test(event, status);
                        case Code.BoolCode.FALSE -> b.test(event, status);
                        default -> Code.BoolCode.ERROR;
                    },
                    nullable);
        } else if (typed instanceof Code.OfText) {
            Code.TextCode a = text(yes);
            Code.TextCode b = text(no);
            return new Code.OfText(
                    (event, status) -> switch (condition.test(event, status)) {
                        case Code.BoolCode.TRUE -> a.value(event, status);
                        case Code.BoolCode.FALSE -> b.value(event, status);
                        default -> {
                            status.raiseError();
                            yield "";
                        }
                    },
                    nullable);
        } else if (typed instanceof Code.OfList list) {
            Code.ListCode a = list(yes);
            Code.ListCode b = list(no);
            return new Code.OfList(
                    (event, status) -> switch (condition.test(event, status)) {
                        case Code.BoolCode.TRUE -> a.value(event, status);
                        case Code.BoolCode.FALSE -> b.value(event, status);
                        default -> {
                            status.raiseError();
                            yield List.of();
                        }
                    },
                    nullable,
                    isList(yes, list) && isList(no, list) ? list.elements() : ElementType.UNKNOWN);
        } else if (typed.isTime()) {
            Code.TimeCode a = time(yes);
            Code.TimeCode b = time(no);
            Code.TimeCode either = (event, status) -> switch (condition.test(event, status)) {
                case Code.BoolCode.TRUE -> a.seconds(event, status);
                case Code.BoolCode.FALSE -> b.seconds(event, status);
                default -> {
                    status.raiseError();
                    yield 0;
                }
            };
            return typed instanceof Code.OfTimestamp
                    ? new Code.OfTimestamp(either, nullable)
                    : new Code.OfDuration(either, nullable);
        } else if (yes instanceof Code.OfDouble || no instanceof Code.OfDouble) {
            Code.DoubleCode a = number(yes);
            Code.DoubleCode b = number(no);
            return new Code.OfDouble(
                    (event, status) -> switch (condition.test(event, status)) {
                        case Code.BoolCode.TRUE -> a.value(event, status);
                        case Code.BoolCode.FALSE -> b.value(event, status);
                        default -> {
                            status.raiseError();
                            yield 0;
                        }
                    },
                    nullable);
        }
        Code.IntCode a = integer(yes);
        Code.IntCode b = integer(no);
        return new Code.OfInt(
                (event, status) -> switch (condition.test(event, status)) {
                    case Code.BoolCode.TRUE -> a.value(event, status);
                    case Code.BoolCode.FALSE -> b.value(event, status);
                    default -> {
                        status.raiseError();
                        yield 0;
                    }
                },
                nullable);
    }

    /** True if the code is null, or a list with the same type of elements. */
    private static boolean isList(Code code, Code.OfList list) {
        return !(code instanceof Code.OfList other) || other.elements().equals(list.elements());
    }

    // a null literal gets the type of the other branch

    private static Code.BoolCode bool(Code code) {
        return code instanceof Code.OfBool bool ? bool.code() : (event, status) -> Code.BoolCode.NULL;
    }

    private static Code.TextCode text(Code code) {
        return code instanceof Code.OfText text
                ? text.code()
                : (event, status) -> {
                    status.raiseNull();
                    return "";
                };
    }

    private static Code.ListCode list(Code code) {
        return code instanceof Code.OfList list
                ? list.code()
                : (event, status) -> {
                    status.raiseNull();
                    return List.of();
                };
    }

    private static Code.TimeCode time(Code code) {
        return code.isTime()
                ? code.asTime()
                : (event, status) -> {
                    status.raiseNull();
                    return 0;
                };
    }

    private static Code.DoubleCode number(Code code) {
        return code.isNumber()
                ? code.asDouble()
                : (event, status) -> {
                    status.raiseNull();
                    return 0;
                };
    }

    private static Code.IntCode integer(Code code) {
        return code instanceof Code.OfInt whole
                ? whole.code()
                : (event, status) -> {
                    status.raiseNull();
                    return 0;
                };
    }
}
