/**
 * Runs a pipeline on this machine with an embedded Kafka, Redis and Storm, and accounts for every event. Writes simulated events and references to
 * files.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.local;
