/**
 * Test cases of a pipeline in {@code cases.yaml}: events with their expected results. Reads and runs the cases, compares the results, and updates the file.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.cases;
