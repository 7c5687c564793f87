package io.riskstream.validate.compiled;

import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.JsonOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keywords that constrain lists. */
final class ArrayChecks {
    private static final Set<JsonKind> LISTS = EnumSet.of(JsonKind.LIST);

    private ArrayChecks() {}

    /** {@code minItems} or {@code maxItems}. */
    static final class ItemCount extends KeywordCheck {
        private final int min;
        private final int max;

        ItemCount(int min, int max) {
            super(LISTS);
            this.min = min;
            this.max = max;
        }

        @Override
        boolean acceptsList(List<?> list) {
            return list.size() >= min && list.size() <= max;
        }

        @Override
        KeywordCheck withItems(FlatObject item) {
            return this;
        }
    }

    /** {@code uniqueItems: true}. */
    static final class UniqueItems extends KeywordCheck {
        private final JsonOrder order;

        UniqueItems(CheckWork work) {
            super(LISTS);
            this.order = new JsonOrder(work);
        }

        @Override
        boolean acceptsList(List<?> list) {
            return order.areDistinct(list);
        }
    }

    /** {@code prefixItems} and {@code items}: one schema for each of the first items, and one for the rest. */
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
                if (!(i < first.length ? first[i] : rest).accepts(list.get(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        KeywordCheck withItems(FlatObject item) {
            return new Items(
                    Arrays.stream(first)
                            .map(check -> (KeywordCheck) new ItemCheck(check, item))
                            .toList(),
                    new ItemCheck(rest, item));
        }
    }

    /** {@code contains} with {@code minContains} and {@code maxContains}. */
    static final class Contains extends KeywordCheck {
        private final KeywordCheck check;
        private final int min;
        private final int max;

        Contains(KeywordCheck check, int min, int max) {
            super(LISTS);
            this.check = check;
            this.min = min;
            this.max = max;
        }

        @Override
        boolean acceptsList(List<?> list) {
            int count = 0;
            for (int i = 0; i < list.size(); i++) {
                if (check.accepts(list.get(i))) {
                    count++;
                }
            }
            return count >= min && count <= max;
        }

        @Override
        KeywordCheck withItems(FlatObject item) {
            return new Contains(new ItemCheck(check, item), min, max);
        }
    }
}
