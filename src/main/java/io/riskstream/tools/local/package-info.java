/**
 * Runs a pipeline on this machine with an embedded Kafka, Redis and Storm, and accounts for every event.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.local;
