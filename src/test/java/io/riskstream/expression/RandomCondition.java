package io.riskstream.expression;

import io.riskstream.Null;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Conditions and events at random. Each part is written twice: in our words, and in those of dev.cel, where fields are members of {@code e}, literals
 * are {@code dyn} so that its checker lets types mix, and an int is turned into a double before it meets one in arithmetic.
 *
 * <p>Not made, because dev.cel departs from the CEL specification there: doubles that are not a number (its NaN equals itself), ints beyond 2^53 beside
 * doubles that near them (it rounds the int), negative zeros (below an int 0), and a truth that is null (on the left of {@code ||} it counts as an error that nothing settles).
 */
final class RandomCondition {
    record Written(String ours, String cel) {}

    private static final List<String> TEXTS = List.of("", "a", "b", "ab", "TX", "77001", "\u00eb\ud83d\ude00");
    private static final List<Long> INTS = List.of(0L, 1L, 2L, 7L, -3L, 1000L, Long.MAX_VALUE, Long.MIN_VALUE + 1);
    private static final List<Double> DOUBLES = List.of(0.5, 1.0, 2.0, 7.0, -3.25, 1500.5, 1e6);

    private final Random random;

    RandomCondition(long seed) {
        this.random = new Random(seed);
    }

    Map<String, Object> event() {
        Map<String, Object> fields = new HashMap<>();
        maybe(fields, "amount", pick(DOUBLES));
        maybe(fields, "rate", pick(DOUBLES));
        maybe(fields, "count", pick(INTS));
        maybe(fields, "limit", pick(INTS));
        maybe(fields, "state", pick(TEXTS));
        maybe(fields, "name", pick(TEXTS));
        maybe(fields, "location.zip", pick(TEXTS));
        for (String path : List.of("flag", "other")) {
            if (random.nextInt(5) > 0) {
                fields.put(path, random.nextBoolean());
            }
        }
        maybe(fields, "tags", List.of(pick(TEXTS), pick(INTS), pick(DOUBLES), random.nextBoolean()));
        maybe(fields, "more", List.of());
        return fields;
    }

    private void maybe(Map<String, Object> fields, String path, Object value) {
        int chance = random.nextInt(10);
        if (chance > 2) {
            fields.put(path, value);
        } else if (chance == 2) {
            fields.put(path, Null.NULL);
        }
    }

    Written condition() {
        return bool(3);
    }

    private Written bool(int depth) {
        if (depth == 0) {
            return random.nextInt(4) == 0 ? literal(random.nextBoolean()) : field("flag", "other");
        }
        return switch (random.nextInt(14)) {
            case 0, 1 -> join(bool(depth - 1), " && ", bool(depth - 1));
            case 2, 3 -> join(bool(depth - 1), " || ", bool(depth - 1));
            case 4 -> around("!(", bool(depth - 1), ")");
            case 5 -> choice(bool(depth - 1), bool(depth - 1), bool(depth - 1));
            case 6 -> join(number(depth - 1), pick(List.of(" < ", " <= ", " > ", " >= ")), number(depth - 1));
            case 7 -> join(number(depth - 1), pick(List.of(" == ", " != ")), number(depth - 1));
            case 8 -> join(text(depth - 1), pick(List.of(" == ", " != ", " < ", " >= ")), text(depth - 1));
            case 9 -> method(text(depth - 1), pick(List.of("startsWith", "endsWith", "contains")), text(0));
            case 10 -> inLiterals(depth - 1);
            case 11 -> join(pick(List.of(text(0), number(0), bool(0))), " in ", field("tags", "more"));
            case 12 -> join(anyField(), pick(List.of(" == ", " != ")), new Written("null", "null"));
            default -> around("has(", anyField(), ")");
        };
    }

    private Written anyField() {
        return field("amount", "count", "state", "flag", "tags", "location.zip", "rate");
    }

    private Written inLiterals(int depth) {
        return random.nextBoolean()
                ? join(text(depth), " in ", list(literal(pick(TEXTS)), literal(pick(TEXTS))))
                : join(number(depth), " in ", list(literal(pick(INTS)), literal(pick(DOUBLES)), literal(pick(INTS))));
    }

    private Written number(int depth) {
        Written number = random.nextBoolean()
                ? whole(depth)
                : depth <= 0 ? fraction(depth) : around("(", fraction(depth), " + 0.0)"); // no negative zero
        return new Written(number.ours(), "dyn(" + number.cel() + ")");
    }

    private Written whole(int depth) {
        if (depth <= 0) {
            return random.nextBoolean() ? literal(pick(INTS)) : field("count", "limit");
        }
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                around(
                        "(",
                        join(whole(depth - 1), pick(List.of(" + ", " - ", " * ", " / ", " % ")), whole(depth - 1)),
                        ")");
            case 2 -> around("-(", whole(depth - 1), ")");
            case 3 -> choice(bool(depth - 1), whole(depth - 1), whole(depth - 1));
            default -> around("size(", random.nextBoolean() ? text(depth - 1) : field("tags", "more"), ")");
        };
    }

    private Written fraction(int depth) {
        if (depth <= 0) {
            return random.nextBoolean() ? literal(pick(DOUBLES)) : field("amount", "rate");
        }
        String sign = pick(List.of(" + ", " - ", " * "));
        return switch (random.nextInt(5)) {
            case 0 -> around("(", join(fraction(depth - 1), sign, fraction(depth - 1)), ")");
            case 1 -> around("(", join(asDouble(whole(depth - 1)), sign, fraction(depth - 1)), ")");
            case 2 -> around("(", join(fraction(depth - 1), " / ", literal(pick(DOUBLES))), ")");
            case 3 -> around("-(", fraction(depth - 1), ")");
            default -> choice(bool(depth - 1), fraction(depth - 1), fraction(depth - 1));
        };
    }

    /** A small one. */
    private static Written asDouble(Written whole) {
        return new Written("(" + whole.ours() + " % 1000)", "double(" + whole.cel() + " % 1000)");
    }

    private Written text(int depth) {
        if (depth <= 0) {
            return random.nextBoolean() ? literal(pick(TEXTS)) : field("state", "name", "location.zip");
        }
        return choice(bool(depth - 1), text(depth - 1), text(depth - 1));
    }

    private static Written literal(Object value) {
        String written = value instanceof String text ? "\"" + text + "\"" : value.toString();
        return new Written(written, "dyn(" + written + ")");
    }

    private Written field(String... paths) {
        String path = paths[random.nextInt(paths.length)];
        return new Written(path, "e." + path);
    }

    private static Written list(Written... elements) {
        List<Written> all = List.of(elements);
        return new Written(
                "[" + String.join(", ", all.stream().map(Written::ours).toList()) + "]",
                "[" + String.join(", ", all.stream().map(Written::cel).toList()) + "]");
    }

    private static Written choice(Written condition, Written yes, Written no) {
        return around("(", join(join(condition, " ? ", yes), " : ", no), ")");
    }

    private static Written method(Written target, String name, Written argument) {
        return new Written(
                target.ours() + "." + name + "(" + argument.ours() + ")",
                target.cel() + "." + name + "(" + argument.cel() + ")");
    }

    /** Both sides in parentheses half of the time, so that precedence is tried as well. */
    private static Written join(Written left, String sign, Written right) {
        String before = sign.equals(" && ") || sign.equals(" || ") ? "(" : "";
        String after = before.isEmpty() ? "" : ")";
        return new Written(
                before + left.ours() + after + sign + before + right.ours() + after,
                before + left.cel() + after + sign + before + right.cel() + after);
    }

    private static Written around(String before, Written inner, String after) {
        return new Written(before + inner.ours() + after, before + inner.cel() + after);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
