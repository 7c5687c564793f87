package io.riskstream.bench.peers;

/** The checks of {@code topologies/bench-claims/event.schema.json}, written by hand. */
public final class ClaimCheck {
    private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private ClaimCheck() {}

    /** Returns the first invalid field; null if all are valid. */
    public static String invalidField(Claim claim) {
        if (claim.id == null || !uuid(claim.id)) {
            return "id";
        }
        if (claim.date == null || !dateTime(claim.date)) {
            return "date";
        }
        if (!(claim.amount >= 0 && claim.amount <= 10_000_000)) {
            return "amount";
        }
        if (claim.state == null || claim.state.length() != 2 || !capital(claim.state, 0) || !capital(claim.state, 1)) {
            return "state";
        }
        if (claim.deductible < 0 && claim.deductible != Claim.ABSENT) {
            return "deductible";
        }
        if ((claim.vehicles < 0 || claim.vehicles > 20) && claim.vehicles != Claim.ABSENT) {
            return "vehicles";
        }
        if (!isKey(claim.customerId)) {
            return "customerId";
        }
        if (!isKey(claim.policyId)) {
            return "policyId";
        }
        if (!isKey(claim.countyCode)) {
            return "countyCode";
        }
        if (!isKey(claim.region)) {
            return "region";
        }
        if (!isKey(claim.product)) {
            return "product";
        }
        return isKey(claim.station) ? null : "station";
    }

    private static boolean isKey(String text) {
        return text != null && !text.isEmpty() && text.length() <= 40;
    }

    private static boolean capital(String text, int at) {
        return text.charAt(at) >= 'A' && text.charAt(at) <= 'Z';
    }

    private static boolean uuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? text.charAt(i) != '-' : Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** True for an RFC 3339 date-time, with or without a fraction, in any zone. */
    private static boolean dateTime(String text) {
        if (text.length() < 20 || text.charAt(4) != '-' || text.charAt(7) != '-' || text.charAt(10) != 'T') {
            return false;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
            return false;
        }
        boolean time = text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && between(number(text, 11, 13), 23)
                && between(number(text, 14, 16), 59)
                && between(number(text, 17, 19), 59);
        return time && zone(text, fractionEnd(text));
    }

    private static int daysOf(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && !leap ? 28 : DAYS[month - 1];
    }

    private static int fractionEnd(String text) {
        int at = 19;
        if (text.charAt(at) == '.') {
            do {
                at++;
            } while (at < text.length() && Character.isDigit(text.charAt(at)));
        }
        return at;
    }

    private static boolean zone(String text, int at) {
        if (at == text.length() - 1) {
            return text.charAt(at) == 'Z';
        }
        return at == text.length() - 6
                && (text.charAt(at) == '+' || text.charAt(at) == '-')
                && text.charAt(at + 3) == ':'
                && between(number(text, at + 1, at + 3), 23)
                && between(number(text, at + 4, at + 6), 59);
    }

    private static boolean between(int number, int most) {
        return number >= 0 && number <= most;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }
}
