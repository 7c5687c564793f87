/** Tells what two Flux files do differently. */
package io.riskstream.diff;
