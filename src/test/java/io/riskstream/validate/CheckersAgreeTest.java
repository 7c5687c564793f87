package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The compiled checker finds what the library finds, failure by failure, over schemas and documents that are made up. */
class CheckersAgreeTest {
    private static final long FIRST_SEED = 20261125;
    private static final int SCHEMAS = 400;
    private static final int DOCUMENTS = 60;

    @Test
    void onSchemasAndDocumentsMadeUp() throws UnsupportedKeyword {
        int schemas = 0;
        int valid = 0;
        int invalid = 0;
        int flat = 0;
        int failures = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEMAS; seed++) {
            RandomSchema random = new RandomSchema(seed);
            Checkers checkers;
            try {
                checkers = new Checkers(random.text());
            } catch (IllegalArgumentException notTaken) { // no fields, or fields without end
                continue;
            }
            schemas++;
            for (int i = 0; i < DOCUMENTS; i++) {
                String document = random.document();
                int found;
                try {
                    found = checkers.check(document).size();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
                valid += found == 0 ? 1 : 0;
                invalid += found == 0 ? 0 : 1;
                failures += found;
                flat += checkers.compiled().isFlat(checkers.event(document)) ? 1 : 0;
            }
        }
        System.out.printf(
                "%d schemas of %d, %d valid, %d invalid with %d failures, %d flat%n",
                schemas, SCHEMAS, valid, invalid, failures, flat);
        assertTrue(schemas > SCHEMAS / 2);
    }
}
