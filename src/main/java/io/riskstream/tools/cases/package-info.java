/**
 * Test cases of a pipeline in {@code cases.yaml}: events with their expected outcome. Reads them, runs them, compares, and updates the file.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.cases;
