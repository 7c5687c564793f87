package io.riskstream.parse.format;

/** What surrounds the digits of a number: spaces, a sign, parentheses, a currency, a percent sign. */
final class Affixes {
    private final String text;
    private int start;
    private int end;
    private boolean negative;
    private boolean signed;
    private boolean currency;
    private boolean percent;

    Affixes(String text) {
        this.text = text;
        this.end = text.length();
    }

    /** Removes them; returns false if one occurs twice, a parenthesis is not closed, or the percent sign is missing or superfluous. */
    boolean remove(boolean percentExpected) {
        trim();
        if (start < end && text.charAt(start) == '(') {
            if (text.charAt(end - 1) != ')') {
                return false;
            }
            negative = true;
            signed = true;
            start++;
            end--;
        }
        while (removeFirst() || removeLast()) {
            trim();
        }
        return start < end && percent == percentExpected;
    }

    private void trim() {
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
    }

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private boolean removeFirst() {
        if (start == end) {
            return false;
        }
        char first = text.charAt(start);
        if (sign(first)) {
            start++;
            return true;
        }
        if (!currency) {
            int letters = start;
            while (letters < end && isCapital(text.charAt(letters))) {
                letters++;
            }
            boolean symbol = letters < end && isCurrencySymbol(text.charAt(letters)) && letters - start <= 2; // US$
            if (symbol || NumberText.isCurrencyCode(text.substring(start, letters))) {
                start = symbol ? letters + 1 : letters;
                currency = true;
                return true;
            }
        }
        return false;
    }

    private boolean removeLast() {
        if (start == end) {
            return false;
        }
        char last = text.charAt(end - 1);
        if (sign(last)) {
            end--;
            return true;
        }
        if (last == '%' && !percent) {
            percent = true;
            end--;
            return true;
        }
        if (!currency) {
            int letters = end;
            while (letters > start && isCapital(text.charAt(letters - 1))) {
                letters--;
            }
            boolean symbol = isCurrencySymbol(last);
            if (symbol || NumberText.isCurrencyCode(text.substring(letters, end))) {
                end = symbol ? end - 1 : letters;
                currency = true;
                return true;
            }
        }
        return false;
    }

    private boolean sign(char c) {
        boolean minus = c == '-' || c == '\u2212';
        if (signed || !minus && c != '+') {
            return false;
        }
        signed = true;
        negative = minus;
        return true;
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isCurrencySymbol(char c) {
        return Character.getType(c) == Character.CURRENCY_SYMBOL;
    }

    boolean negative() {
        return negative;
    }

    /** Returns what remains: the digits. */
    String rest() {
        return text.substring(start, end);
    }
}
