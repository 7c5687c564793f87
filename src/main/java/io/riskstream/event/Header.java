package io.riskstream.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A header of a Kafka record or of a message. The bytes of the value are shared, not copied, so they must not be changed. */
public record Header(String name, byte[] value) {
    /** Returns a header whose value is a text in UTF-8. */
    public static Header of(String name, String value) {
        return new Header(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that && name.equals(that.name) && Arrays.equals(value, that.value);
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
