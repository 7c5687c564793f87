/**
 * The event model: an {@link io.riskstream.event.Event} with its {@link io.riskstream.event.Origin} and fields, the {@link
 * io.riskstream.event.EventType} that declares them, and what stages add: a {@link io.riskstream.event.Patch}, a {@link
 * io.riskstream.event.Verdict}, {@link io.riskstream.event.Rejection}s. It depends on the JDK alone.
 *
 * <p>Public API for authors of stages: every public class of this package.
 */
package io.riskstream.event;
