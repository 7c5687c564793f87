/**
 * The contract of a stage: {@link io.riskstream.stage.Stage} turns an event into an {@link io.riskstream.stage.Outcome}, {@link
 * io.riskstream.stage.StageSpec} declares what it reads and writes, {@link io.riskstream.stage.StageContext} gives it the clock, metrics,
 * secrets and the ports to outside systems: {@link io.riskstream.stage.Records} for look-ups and {@link io.riskstream.stage.Publisher} for
 * output. It depends on the JDK and on {@code event} alone.
 *
 * <p>Public API for authors of stages, record stores and sinks: every public class of this package.
 */
package io.riskstream.stage;
