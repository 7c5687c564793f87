/**
 * Stages that parse the bytes of an event into fields: {@link io.riskstream.parse.ParseJson}, {@link io.riskstream.parse.ParseCsv}, {@link
 * io.riskstream.parse.ParseXml} and {@link io.riskstream.parse.ParseAvro}. {@code Payload} removes compression and envelopes before any of them.
 *
 * <p>{@code JsonByteReader}, a handwritten reader of JSON bytes, is kept because it saves more than 3% of the CPU time of an event. For a claim of 600 bytes it takes
 * 0.54 us of CPU, jackson-core's UTF-8 parser doing the same work 0.89 us, and the text reader that explains errors, {@code JsonTextReader}, 1.34 us. The 0.35 us saved
 * against jackson-core are 5.9% of the 5.9 us that the fused pipeline takes for an event (2026-11-29, Intel Xeon, {@code bench parse}).
 *
 * <p>The same claim in Avro takes {@code ParseAvro} 0.44 of the time of {@code JsonByteReader}, and the generic reader of org.apache.avro with a reused record
 * 0.68; most of it is the decoding of strings (2026-11-30, the same benchmark).
 *
 * <p>Internal as Java: a Flux file names the stages; their options and constructor arguments are stable, the rest is not.
 */
package io.riskstream.parse;
