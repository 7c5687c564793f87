/** Draws the topology of a Flux file: as text, as Mermaid, as SVG. */
package io.riskstream.graph;
