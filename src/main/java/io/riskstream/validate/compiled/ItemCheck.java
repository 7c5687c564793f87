package io.riskstream.validate.compiled;

import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import java.util.List;

/** A check of one element of a list of objects. It checks an item by its slots, and allocates nothing, unless the schema constrains its undeclared members. */
final class ItemCheck extends KeywordCheck {
    private final KeywordCheck check;
    private final FlatObject item;
    private final FlatObjectCheck flat;
    private final boolean isFlat;

    ItemCheck(KeywordCheck check, FlatObject item) {
        super(allKinds());
        this.check = check;
        this.item = item;
        this.flat = check.flatten(item);
        this.isFlat = item.isSufficient();
    }

    @Override
    boolean accepts(Object value) {
        return value instanceof Item object ? acceptsItem(object) : check.accepts(value);
    }

    private boolean acceptsItem(Item object) {
        FieldValues values = object.values();
        return isFlat && item.hasSlots(values) && item.areIrrelevant(object.undeclared(), values, true)
                ? flat.accepts(values)
                : check.acceptsObject(item.document(object));
    }

    /** Checks lists of objects as a whole, such as {@code uniqueItems} does. Each item is rebuilt as a map first. */
    static final class WholeList extends KeywordCheck {
        private final KeywordCheck check;
        private final FlatObject item;

        WholeList(KeywordCheck check, FlatObject item) {
            super(allKinds());
            this.check = check;
            this.item = item;
        }

        @Override
        boolean acceptsList(List<?> list) {
            return check.acceptsList(item.documents(list));
        }
    }
}
