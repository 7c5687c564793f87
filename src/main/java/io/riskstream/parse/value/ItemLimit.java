package io.riskstream.parse.value;

import java.io.Serializable;

/**
 * The maximum number of items in lists of objects. An item has a slot for each field of its type, so it takes some hundred bytes, even if it is {@code {}}.
 *
 * @param perList the maximum number in one list
 */
public record ItemLimit(int perList) implements Serializable {
    private static final int LISTS = 10;

    /** The maximum number in all lists of an event. */
    public int perEvent() {
        return LISTS * perList;
    }

    /** True if there may be no further item. */
    public boolean isReached(int inList, int inEvent) {
        return inList >= perList || inEvent >= perEvent();
    }
}
