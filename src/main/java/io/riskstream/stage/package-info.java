/**
 * The contract between a stage and what runs it. This package depends on the JDK, {@code event} and {@code text} alone, not on Storm.
 *
 * <p>Public API. An author of a stage uses:
 *
 * <ul>
 *   <li>{@link io.riskstream.stage.Stage}: turns an event into an outcome; {@link io.riskstream.stage.BatchStage}: does so for the events of a batch
 *       together, with {@link io.riskstream.stage.Outcomes} to set the outcome of each, and {@link io.riskstream.stage.BatchOutcomes} for one {@link
 *       io.riskstream.stage.BatchPromise} of several;
 *   <li>{@link io.riskstream.stage.StageSpec}: declares the fields, rejection codes and deadline of a stage;
 *   <li>{@link io.riskstream.stage.Outcome}: pass, reject, drop, retry, or a pending outcome, which a {@link io.riskstream.stage.Promise} completes;
 *   <li>{@link io.riskstream.stage.StageContext}: gives a stage its clocks, metrics, error reports, connections and shared objects;
 *   <li>{@link io.riskstream.stage.Metrics}: creates counters, timers, distributions and gauges;
 *   <li>{@link io.riskstream.stage.Options}: declares and reads the options that a Flux file gives to a component;
 *   <li>{@link io.riskstream.stage.Secret}: refers to a secret of the worker.
 * </ul>
 *
 * <p>An author of a sink implements:
 *
 * <ul>
 *   <li>{@link io.riskstream.stage.Sink}: describes the destination and connects to it;
 *   <li>{@link io.riskstream.stage.Publisher}: sends each {@link io.riskstream.stage.Message} and reports its result.
 * </ul>
 *
 * <p>An author of a store for look-ups implements:
 *
 * <ul>
 *   <li>{@link io.riskstream.stage.RecordStore}: describes the store and connects to it;
 *   <li>{@link io.riskstream.stage.Records}: fetches records for each {@link io.riskstream.stage.RecordRequest} and reports changes to a {@link
 *       io.riskstream.stage.RecordChangeListener};
 *   <li>{@link io.riskstream.stage.ValidityToken}: states how long a cached record may be used.
 * </ul>
 *
 * <p>An author of a store for histories implements {@link io.riskstream.stage.HistoryStore}, which describes the store and connects to it, and {@link
 * io.riskstream.stage.Histories}, which adds the entries of each {@link io.riskstream.stage.HistoryRequest} and reads its history.
 *
 * <p>An author of a store for the schemas of parsers implements {@link io.riskstream.stage.SchemaStore}, which describes the store and connects to it, and
 * {@link io.riskstream.stage.Schemas}, which fetches the schema of each {@link io.riskstream.stage.SchemaId}.
 */
package io.riskstream.stage;
