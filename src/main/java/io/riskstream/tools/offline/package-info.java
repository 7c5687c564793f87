/**
 * Runs single events through the stages of a Flux file without Kafka, Redis or Storm: given records answer look-ups, time is controlled,
 * published messages are kept.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.offline;
