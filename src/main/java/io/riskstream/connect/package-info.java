/** The outside world: {@link io.riskstream.connect.Kafka} and {@link io.riskstream.connect.Redis}, behind the model's ports. No stage knows them. */
package io.riskstream.connect;
