/**
 * A sink that stores verdicts and dead letters in Azure Cosmos DB. The client library is optional: the topology jar contains it only if it is built with the
 * profile {@code cosmos}. {@link io.riskstream.connect.cosmos.AzureCosmosStore} alone uses it.
 *
 * <p>Internal as Java. Flux files name {@link io.riskstream.connect.cosmos.Cosmos}: its options and constructor arguments are stable, everything else may
 * change.
 */
package io.riskstream.connect.cosmos;
