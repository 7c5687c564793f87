/**
 * Stages on Storm: {@link io.riskstream.storm.StageBolt} runs them, {@link io.riskstream.storm.EventSpout} and
 * {@link io.riskstream.storm.BatchSpout} feed them. All that is known of Storm's tuples is here.
 */
package io.riskstream.storm;
