package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.FailureMessages;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.JsonOrder;
import io.riskstream.validate.schema.JsonValues;
import io.riskstream.validate.schema.ValidationFailure;
import io.riskstream.validate.schema.ValueLocation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keywords about lists. */
final class ArrayChecks {
    private static final Set<JsonKind> LISTS = EnumSet.of(JsonKind.LIST);

    private ArrayChecks() {}

    /** {@code minItems}. */
    static final class MinItems extends KeywordCheck.Assertion {
        private final int least;

        MinItems(JsonObject rule, int least) {
            super("minItems", rule, LISTS);
            this.least = least;
        }

        @Override
        boolean acceptsList(List<?> list) {
            return list.size() >= least;
        }
    }

    /** {@code maxItems}. */
    static final class MaxItems extends KeywordCheck.Assertion {
        private final int most;

        MaxItems(JsonObject rule, int most) {
            super("maxItems", rule, LISTS);
            this.most = most;
        }

        @Override
        boolean acceptsList(List<?> list) {
            return list.size() <= most;
        }
    }

    /** {@code uniqueItems: true}. */
    static final class UniqueItems extends KeywordCheck.Assertion {
        UniqueItems(JsonObject rule) {
            super("uniqueItems", rule, LISTS);
        }

        @Override
        boolean acceptsList(List<?> list) {
            return JsonOrder.areDistinct(list);
        }
    }

    /** {@code prefixItems} and {@code items}: the first items each by their own schema, the rest by one. */
    static final class Items extends KeywordCheck {
        private final KeywordCheck[] first;
        private final KeywordCheck rest;

        Items(List<KeywordCheck> first, KeywordCheck rest) {
            super(LISTS);
            this.first = first.toArray(KeywordCheck[]::new);
            this.rest = rest;
        }

        @Override
        boolean acceptsList(List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (!check(i).accepts(list.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private KeywordCheck check(int index) {
            return index < first.length ? first[index] : rest;
        }

        @Override
        void explain(Object value, ValueLocation place, FailureList failures) {
            if (value instanceof List<?> list) {
                for (int i = 0; i < list.size() && !failures.isFull(); i++) {
                    String keyword = i < first.length ? "prefixItems" : "items";
                    check(i).explain(list.get(i), place.inner(String.valueOf(i), keyword), failures);
                }
            }
        }
    }

    /** {@code contains} with {@code minContains} and {@code maxContains}. */
    static final class Contains extends KeywordCheck {
        private final KeywordCheck check;
        private final Count any;
        private final List<Count> counts;

        /** @param least or -1 without {@code minContains}; {@code most} likewise */
        Contains(JsonObject rule, KeywordCheck check, int least, int most) {
            super(LISTS);
            this.check = check;
            this.any = new Count("contains", rule, least == 0 ? 0 : 1, Integer.MAX_VALUE);
            this.counts = List.of(
                    new Count("minContains", rule, least, Integer.MAX_VALUE),
                    new Count("maxContains", rule, 0, most < 0 ? Integer.MAX_VALUE : most));
        }

        @Override
        boolean acceptsList(List<?> list) {
            int count = count(list);
            return any.allows(count)
                    && counts.get(0).allows(count)
                    && counts.get(1).allows(count);
        }

        private int count(List<?> list) {
            int count = 0;
            for (int i = 0; i < list.size(); i++) {
                if (check.accepts(list.get(i))) {
                    count++;
                }
            }
            return count;
        }

        @Override
        void explain(Object value, ValueLocation place, FailureList failures) {
            if (value instanceof List<?> list) {
                int count = count(list);
                if (any.allows(count)) {
                    counts.forEach(each -> each.explain(list, count, place, failures));
                } else {
                    any.explain(list, count, place, failures);
                }
            }
        }

        /** One of the three keywords, by how many items there are of the kind. */
        private record Count(String keyword, JsonObject rule, int least, int most) {
            boolean allows(int count) {
                return count >= least && count <= most;
            }

            void explain(List<?> list, int count, ValueLocation place, FailureList failures) {
                if (!allows(count)) {
                    failures.add(new ValidationFailure(
                            keyword, place.path(), FailureMessages.of(keyword, rule, JsonValues.of(list))));
                }
            }
        }
    }
}
