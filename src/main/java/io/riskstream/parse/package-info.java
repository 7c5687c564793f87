/** Bytes to fields: {@link io.riskstream.parse.ParseJson} and {@link io.riskstream.parse.ParseCsv}. */
package io.riskstream.parse;
