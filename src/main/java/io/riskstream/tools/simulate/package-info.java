/**
 * Simulated claims and reference data for the shipped pipelines, from a seed.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.simulate;
