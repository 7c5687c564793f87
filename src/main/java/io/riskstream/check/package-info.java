/** Finds every mistake in a Flux file before a cluster sees it, and tells it at its place. */
package io.riskstream.check;
