package io.riskstream.validate;

/**
 * Where in an event a value stands, and how the schema came to speak of it.
 *
 * @param path dotted; empty for the event
 * @param keyword that led to the value, told where it may not be there at all
 */
record Place(String path, String keyword) {
    static final Place EVENT = new Place("", "schema");

    /** A member or an item of the value here. */
    Place inner(String name, String byKeyword) {
        return new Place(child(name), byKeyword);
    }

    /** The value here, under another keyword. */
    Place under(String otherKeyword) {
        return new Place(path, otherKeyword);
    }

    /** The path of a member or an item of the value here. */
    String child(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
