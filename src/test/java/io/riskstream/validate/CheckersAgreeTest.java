package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The compiled checker finds what the library finds, failure by failure and word by word, over schemas and documents that are made up. */
class CheckersAgreeTest {
    private static final long FIRST_SEED = 20261125;
    private static final int SCHEMAS = 400;
    private static final int DOCUMENTS = 60;

    @Test
    void onSchemasAndDocumentsMadeUp() throws UnsupportedKeyword {
        int pairs = 0;
        int valid = 0;
        int flat = 0;
        int failures = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEMAS; seed++) {
            RandomSchema random = new RandomSchema(seed);
            Checkers checkers;
            try {
                checkers = new Checkers(random.text());
            } catch (IllegalArgumentException refused) { // it has no fields, or fields without end
                continue;
            }
            for (int i = 0; i < DOCUMENTS; i++) {
                String document = random.document();
                int found;
                try {
                    found = checkers.check(document).size();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
                pairs++;
                valid += found == 0 ? 1 : 0;
                failures += found;
                flat += checkers.compiled().isFlat(checkers.event(document)) ? 1 : 0;
            }
        }
        String shares = "seeds from %d: %d pairs, %d valid, %d failures in the others, %d judged by slots alone"
                .formatted(FIRST_SEED, pairs, valid, failures, flat);
        System.out.println(shares);
        assertTrue(pairs > 20_000, shares);
        assertTrue(valid > pairs / 4 && valid < pairs * 3 / 4, shares);
        assertTrue(flat > pairs / 4 && flat < pairs * 3 / 4, shares);
        assertTrue(failures > pairs, shares);
    }
}
