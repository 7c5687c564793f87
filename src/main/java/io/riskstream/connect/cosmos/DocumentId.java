package io.riskstream.connect.cosmos;

/**
 * Makes ids of documents from keys of any bytes. Cosmos DB forbids {@code / \ ? #} and more than 1,023 bytes in an id, and ids with spaces at the end, percent signs
 * or letters beyond ASCII fail in some clients. So every byte but the letters and digits of ASCII and {@code - _ . : @ = ,} is written as {@code ~} and two hexadecimal
 * digits: different keys have different ids, and the key can be read from the id.
 */
final class DocumentId {
    static final int MAX_LENGTH = 1_023;

    private static final String KEPT = "-_.:@=,";
    private static final String HEX = "0123456789abcdef";

    private DocumentId() {}

    /** Returns the id; it may be longer than {@link #MAX_LENGTH}, or empty for an empty key. */
    static String of(byte[] key) {
        StringBuilder id = new StringBuilder(key.length + 8);
        for (byte b : key) {
            char c = (char) (b & 0xFF);
            boolean kept = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || KEPT.indexOf(c) >= 0;
            if (kept) {
                id.append(c);
            } else {
                id.append('~').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return id.toString();
    }
}
