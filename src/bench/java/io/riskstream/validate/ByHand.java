package io.riskstream.validate;

import io.riskstream.event.Event;
import io.riskstream.text.Rfc3339;
import java.util.Set;

/** Handwritten checks of fields. Each returns true if the field is valid, or absent and not required. */
abstract class ByHand {
    static boolean isText(Event event, int slot, int min, int max, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> {
                String text = event.string(slot);
                int length = text.length();
                if (length > max) {
                    length = text.codePointCount(0, length);
                }
                yield length >= min && length <= max;
            }
            default -> false;
        };
    }

    static boolean isOneOf(Event event, int slot, Set<String> allowed, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> allowed.contains(event.string(slot));
            default -> false;
        };
    }

    static boolean isDate(Event event, int slot, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> Rfc3339.isDate(event.string(slot));
            default -> false;
        };
    }

    static boolean isDateTime(Event event, int slot, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> Rfc3339.isDateTime(event.string(slot));
            default -> false;
        };
    }

    static boolean isDigits(Event event, int slot, int min, int max, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> {
                String text = event.string(slot);
                yield text.length() >= min && text.length() <= max && areDigits(text, 0, text.length());
            }
            default -> false;
        };
    }

    static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    static boolean isCode(Event event, int slot, String ranges, int max, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> isCode(event.string(slot), ranges, max);
            default -> false;
        };
    }

    /** @param ranges two ranges, each as its first and last character */
    static boolean isCode(String text, String ranges, int max) {
        if (text.isEmpty() || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ranges.charAt(0) || c > ranges.charAt(1)) && (c < ranges.charAt(2) || c > ranges.charAt(3))) {
                return false;
            }
        }
        return true;
    }

    static boolean isInteger(Event event, int slot, long min, long max, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case LONG -> event.integer(slot) >= min && event.integer(slot) <= max;
            default -> false;
        };
    }

    static boolean isNumber(Event event, int slot, double min, double max, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case LONG, DOUBLE -> event.number(slot) >= min && event.number(slot) <= max;
            default -> false;
        };
    }

    static boolean isBoolean(Event event, int slot, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case BOOLEAN -> true;
            default -> false;
        };
    }
}
