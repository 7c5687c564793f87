/**
 * The way in: events that arrive over HTTP are parsed and validated by the stages of their pipeline, and sent to its topic.
 *
 * <p>Internal.
 */
package io.riskstream.api.submit;
