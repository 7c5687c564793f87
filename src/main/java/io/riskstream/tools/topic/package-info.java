/**
 * Reads topics for commands and the HTTP API, without a consumer group.
 *
 * <p>Internal: Java code outside this project must not use these classes.
 */
package io.riskstream.tools.topic;
