package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/**
 * {@code && || ! ?:}. An error in one operand of {@code &&} or {@code ||} does not matter if another operand settles the matter alone, whichever of
 * them comes first.
 */
final class Logic {
    private Logic() {}

    static Code.BoolCode not(Code.BoolCode operand) {
        return new Not(operand);
    }

    /** A class of its own, so that {@code !has(x)} can be seen. */
    private record Not(Code.BoolCode operand) implements Code.BoolCode {
        @Override
        public int test(Event event, EvaluationError trap) {
            int x = operand.test(event, trap);
            return x <= Code.BoolCode.TRUE ? 1 - x : Code.BoolCode.ERROR;
        }
    }

    static Code.BoolCode all(List<Code.BoolCode> operands) {
        return settledBy(Code.BoolCode.FALSE, operands);
    }

    static Code.BoolCode any(List<Code.BoolCode> operands) {
        return settledBy(Code.BoolCode.TRUE, operands);
    }

    private static Code.BoolCode settledBy(int settling, List<Code.BoolCode> operands) {
        int otherwise = 1 - settling;
        List<Code.BoolCode> rest = operands.subList(1, operands.size());
        Code.BoolCode first = operands.get(0);
        if (settling == Code.BoolCode.FALSE && first instanceof FieldAccess.Has has) {
            return ifPresent(has.slot(), settling, rest);
        } else if (settling == Code.BoolCode.TRUE
                && first instanceof Not not
                && not.operand() instanceof FieldAccess.Has has) {
            return ifPresent(has.slot(), settling, rest);
        } else if (operands.size() == 2) {
            Code.BoolCode second = operands.get(1);
            return (event, trap) -> {
                int x = first.test(event, trap);
                if (x == settling) {
                    return settling;
                }
                int y = second.test(event, trap);
                return y == settling ? settling : (x | y) > Code.BoolCode.TRUE ? Code.BoolCode.ERROR : otherwise;
            };
        }
        Code.BoolCode[] all = operands.toArray(new Code.BoolCode[0]);
        return (event, trap) -> {
            int result = otherwise;
            for (Code.BoolCode operand : all) {
                int x = operand.test(event, trap);
                if (x == settling) {
                    return settling;
                } else if (x != otherwise) {
                    result = Code.BoolCode.ERROR;
                }
            }
            return result;
        };
    }

    /** {@code has(x) && rest}, or {@code !has(x) || rest}: the guard of most rules, settled where x is absent. */
    private static Code.BoolCode ifPresent(int slot, int settling, List<Code.BoolCode> rest) {
        Code.BoolCode then = rest.size() == 1 ? rest.get(0) : settledBy(settling, rest);
        return (event, trap) -> {
            if (!event.isPresent(slot)) {
                return settling;
            }
            int x = then.test(event, trap);
            return x <= Code.BoolCode.TRUE ? x : Code.BoolCode.ERROR;
        };
    }

    /** {@code condition ? yes : no} of two values of one type; the caller sees to that. */
    static Code choice(Code.BoolCode condition, Code yes, Code no) {
        boolean nullable = yes.nullable() || no.nullable();
        Code typed = yes instanceof Code.OfNull ? no : yes;
        if (typed instanceof Code.OfNull) {
            return typed;
        } else if (typed instanceof Code.OfBool) {
            Code.BoolCode a = bool(yes);
            Code.BoolCode b = bool(no);
            return new Code.OfBool(
                    (event, trap) -> switch (condition.test(event, trap)) {
                        case Code.BoolCode.TRUE -> a.test(event, trap);
                        case Code.BoolCode.FALSE -> b.test(event, trap);
                        default -> Code.BoolCode.ERROR;
                    },
                    nullable);
        } else if (typed instanceof Code.OfText) {
            Code.TextCode a = text(yes);
            Code.TextCode b = text(no);
            return new Code.OfText(
                    (event, trap) -> switch (condition.test(event, trap)) {
                        case Code.BoolCode.TRUE -> a.value(event, trap);
                        case Code.BoolCode.FALSE -> b.value(event, trap);
                        default -> {
                            trap.raiseError();
                            yield "";
                        }
                    },
                    nullable);
        } else if (typed instanceof Code.OfList) {
            Code.ListCode a = list(yes);
            Code.ListCode b = list(no);
            return new Code.OfList(
                    (event, trap) -> switch (condition.test(event, trap)) {
                        case Code.BoolCode.TRUE -> a.value(event, trap);
                        case Code.BoolCode.FALSE -> b.value(event, trap);
                        default -> {
                            trap.raiseError();
                            yield List.of();
                        }
                    },
                    nullable);
        } else if (typed.isTime()) {
            Code.TimeCode a = time(yes);
            Code.TimeCode b = time(no);
            Code.TimeCode either = (event, trap) -> switch (condition.test(event, trap)) {
                case Code.BoolCode.TRUE -> a.seconds(event, trap);
                case Code.BoolCode.FALSE -> b.seconds(event, trap);
                default -> {
                    trap.raiseError();
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
                    (event, trap) -> switch (condition.test(event, trap)) {
                        case Code.BoolCode.TRUE -> a.value(event, trap);
                        case Code.BoolCode.FALSE -> b.value(event, trap);
                        default -> {
                            trap.raiseError();
                            yield 0;
                        }
                    },
                    nullable);
        }
        Code.IntCode a = integer(yes);
        Code.IntCode b = integer(no);
        return new Code.OfInt(
                (event, trap) -> switch (condition.test(event, trap)) {
                    case Code.BoolCode.TRUE -> a.value(event, trap);
                    case Code.BoolCode.FALSE -> b.value(event, trap);
                    default -> {
                        trap.raiseError();
                        yield 0;
                    }
                },
                nullable);
    }

    // the literal null takes the type of the other branch

    private static Code.BoolCode bool(Code code) {
        return code instanceof Code.OfBool bool ? bool.code() : (event, trap) -> Code.BoolCode.NULL;
    }

    private static Code.TextCode text(Code code) {
        return code instanceof Code.OfText text
                ? text.code()
                : (event, trap) -> {
                    trap.raiseNull();
                    return "";
                };
    }

    private static Code.ListCode list(Code code) {
        return code instanceof Code.OfList list
                ? list.code()
                : (event, trap) -> {
                    trap.raiseNull();
                    return List.of();
                };
    }

    private static Code.TimeCode time(Code code) {
        return code.isTime()
                ? code.asTime()
                : (event, trap) -> {
                    trap.raiseNull();
                    return 0;
                };
    }

    private static Code.DoubleCode number(Code code) {
        return code.isNumber()
                ? code.asDouble()
                : (event, trap) -> {
                    trap.raiseNull();
                    return 0;
                };
    }

    private static Code.IntCode integer(Code code) {
        return code instanceof Code.OfInt whole
                ? whole.code()
                : (event, trap) -> {
                    trap.raiseNull();
                    return 0;
                };
    }
}
