/**
 * Cases: events with the outcome they must have, kept in a pipeline's {@code cases.yaml}. Reads them, runs each through a Flux file's stages, tells what is
 * otherwise than expected, and writes into the file what came out.
 */
package io.riskstream.cases;
