/**
 * Runs stages over the events of inputs: pending outcomes, deadlines, retries, capacity. It does not depend on Storm.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.runner;
