package io.riskstream.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A header of a Kafka record or of a message. The bytes of the value are shared, not copied, so they must not be changed.
 *
 * @param value the value; an empty array for a header {@linkplain #withoutValue without a value} too, which {@link #hasValue} distinguishes from one with
 *     zero bytes
 */
public record Header(String name, byte[] value) {
    private static final byte[] NO_VALUE = {};

    public Header {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    /** Returns a header that has no value: Kafka's null. */
    public static Header withoutValue(String name) {
        return new Header(name, NO_VALUE);
    }

    /** Returns a header whose value is a text in UTF-8. */
    public static Header of(String name, String value) {
        return new Header(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** False for Kafka's null, which is not a value of zero bytes. */
    public boolean hasValue() {
        return value != NO_VALUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that
                && name.equals(that.name)
                && hasValue() == that.hasValue()
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    /** Returns the name alone, because a value may be personal data. */
    @Override
    public String toString() {
        return name;
    }
}
