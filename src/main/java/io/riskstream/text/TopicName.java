package io.riskstream.text;

/** The names that Kafka allows for a topic. */
public final class TopicName {
    /** The rule, for messages. */
    public static final String RULE =
            "use 1 to 249 letters, digits, '.', '_' and '-'; the names '.' and '..' are not allowed";

    /** The maximum length: a broker creates directories with the name of the topic and the number of a partition. */
    public static final int MAX_LENGTH = 249;

    private TopicName() {}

    /**
     * True if Kafka allows this name. Allocates nothing. A producer does not check the length: with a name of more than 32,767 bytes its I/O thread cannot
     * encode any further request, so it delivers nothing at all from then on.
     */
    public static boolean isValid(String name) {
        int length = name.length();
        if (length == 0 || length > MAX_LENGTH || name.equals(".") || name.equals("..")) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            boolean valid = c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c >= 'A' && c <= 'Z'
                    || c == '-'
                    || c == '_'
                    || c == '.';
            if (!valid) {
                return false;
            }
        }
        return true;
    }
}
