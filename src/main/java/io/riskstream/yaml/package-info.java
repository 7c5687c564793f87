/** Reads YAML files so that every mistake in one can be shown at its place: file, line and column. */
package io.riskstream.yaml;
