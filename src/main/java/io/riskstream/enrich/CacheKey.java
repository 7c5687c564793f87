package io.riskstream.enrich;

/**
 * What a record is kept under in memory: the look-up and the filled part of its key, so that the store's whole key need not be built to find it.
 *
 * @param lookup the look-up's declaration, interned: equal ones are mostly the same object
 */
record CacheKey(String lookup, String id) {
    @Override
    public int hashCode() {
        return 31 * lookup.hashCode() + id.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey that && id.equals(that.id) && lookup.equals(that.lookup);
    }

    /** The look-up alone: an id may be personal data. */
    @Override
    public String toString() {
        return lookup;
    }
}
