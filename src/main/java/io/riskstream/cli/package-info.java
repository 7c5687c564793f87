/** The commands. */
package io.riskstream.cli;
