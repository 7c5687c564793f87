package io.riskstream.text;

/** Texts that UTF-8 can represent. */
public final class UnicodeText {
    private UnicodeText() {}

    /**
     * True if UTF-8 can represent the text: each surrogate is half of a pair. JSON can contain an unpaired surrogate, as in {@code "\ud800"}; Java
     * encodes each of them as a question mark, so different texts become equal. Allocates nothing.
     */
    public static boolean isEncodable(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                i++; // the second half
                if (!Character.isHighSurrogate(c) || i == length || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
