package io.riskstream.validate.schema;

/** IP addresses. */
final class IpAddresses {
    private static final int GROUPS = 8;

    private IpAddresses() {}

    static boolean isIpv4(String text) {
        int parts = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0) {
                    return false;
                }
                parts++;
                digits = 0;
                value = 0;
            } else {
                boolean leadingZero = digits == 1 && value == 0;
                value = 10 * value + c - '0';
                if (c < '0' || c > '9' || leadingZero || value > 255) {
                    return false;
                }
                digits++;
            }
        }
        return parts == 4;
    }

    /** True for the text form of RFC 4291: eight groups of up to four hexadecimal digits, {@code ::} at most once, an IPv4 address for the last two. */
    static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        if (gap < 0) {
            return groups(text, true) == GROUPS;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** Returns the number of groups between colons; -1 if one is not a group. */
    private static int groups(String text, boolean isEnd) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        int count = groups.length;
        for (int i = 0; i < groups.length; i++) {
            if (isEnd && i == groups.length - 1 && isIpv4(groups[i])) {
                count++;
            } else if (!isGroup(groups[i])) {
                return -1;
            }
        }
        return count;
    }

    private static boolean isGroup(String group) {
        return !group.isEmpty()
                && group.length() <= 4
                && group.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }
}
