/**
 * The pipelines that the API serves: Flux files, built as a submission builds them.
 *
 * <p>Internal.
 */
package io.riskstream.api.pipeline;
