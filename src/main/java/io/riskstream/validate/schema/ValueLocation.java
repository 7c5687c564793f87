package io.riskstream.validate.schema;

/**
 * Where in an event a value stands, and how the schema came to speak of it.
 *
 * @param path dotted; empty for the event
 * @param keyword that led to the value, told where it may not be there at all
 */
public record ValueLocation(String path, String keyword) {
    public static final ValueLocation EVENT = new ValueLocation("", "schema");

    /** A member or an item of the value here. */
    public ValueLocation inner(String name, String byKeyword) {
        return new ValueLocation(child(name), byKeyword);
    }

    /** The value here, under another keyword. */
    public ValueLocation under(String otherKeyword) {
        return new ValueLocation(path, otherKeyword);
    }

    /** The path of a member or an item of the value here. */
    public String child(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
