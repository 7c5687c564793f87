/**
 * Faults on a Storm cluster of several processes under a steady load, with a ledger of every event.
 *
 * <p>{@link io.riskstream.cluster.ClusterUnderLoad} starts ZooKeeper, Nimbus, two supervisors, Kafka, Redis and PostgreSQL as processes,
 * {@link io.riskstream.cluster.PipelineUnderLoad} a pipeline with a steady producer and its ledger. A test injects a fault with {@code measure}, which waits
 * until the pipeline is steady again and returns the figures.
 */
package io.riskstream.cluster;
