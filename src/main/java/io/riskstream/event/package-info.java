/**
 * The event model. This package depends on the JDK and {@code text} alone.
 *
 * <p>Public API. An author of a stage uses:
 *
 * <ul>
 *   <li>{@link io.riskstream.event.Event}: one immutable event with its fields; {@link io.riskstream.event.Batch}: events that travel together;
 *   <li>{@link io.riskstream.event.Origin}: the Kafka record of an event, with its {@link io.riskstream.event.Header}s;
 *   <li>{@link io.riskstream.event.EventType}: the declared {@link io.riskstream.event.Field}s and their slots, from each {@link
 *       io.riskstream.event.FieldSource}; {@link io.riskstream.event.FieldType}: their declared types;
 *   <li>{@link io.riskstream.event.FieldValues}: values by slot; {@link io.riskstream.event.ValueKind}: the kind of a value, with {@link
 *       io.riskstream.event.NullValue} for null inside a list, {@link io.riskstream.event.ExactNumber} for a number that fits neither a long nor a double, and
 *       {@link io.riskstream.event.Item} for an object in a list of objects;
 *   <li>{@link io.riskstream.event.Patch}: the additions of a stage to an event;
 *   <li>{@link io.riskstream.event.Rejection} and {@link io.riskstream.event.RejectionCode}: why an event was rejected;
 *   <li>{@link io.riskstream.event.Verdict} and {@link io.riskstream.event.Reason}: the score, the decision and the rules that led to it; {@link
 *       io.riskstream.event.Degradation}: a look-up that did not add its record;
 *   <li>{@link io.riskstream.event.Template}: a text with placeholders for fields, such as a key or a topic; {@link io.riskstream.event.KeyEscape}: how a key
 *       keeps its values apart.
 * </ul>
 *
 * <p>Internal, although public for other packages of this project: {@link io.riskstream.event.ParsedTemplate}, {@link io.riskstream.event.Conversion}
 * and {@link io.riskstream.event.KeyFormat}, the syntax of templates, and {@link io.riskstream.event.FieldTree}, the nested form of dotted paths.
 */
package io.riskstream.event;
