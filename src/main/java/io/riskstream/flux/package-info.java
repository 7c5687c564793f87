/** Flux files, read with their places and built as a submission builds them. */
package io.riskstream.flux;
