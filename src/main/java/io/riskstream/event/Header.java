package io.riskstream.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A header of a record. The value's bytes are shared, not copied: nobody may change them. */
public record Header(String name, byte[] value) {
    /** A header with a text value, in UTF-8. */
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

    /** The name alone: a value may be personal data. */
    @Override
    public String toString() {
        return name;
    }
}
