/**
 * Checks of what deploys Riskstream: the Helm chart, the templates of Azure Resource Manager, the pipeline of Azure Pipelines, and the container images.
 *
 * <p>Internal: tests of the profile {@code deployment}.
 */
package io.riskstream.deployment;
