/**
 * Draws the topology of a Flux file as text, Mermaid or SVG.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.graph;
