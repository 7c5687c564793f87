/**
 * Files of events: read in the form that a pipeline's parser takes, checked before they are sent, and compared with the formats of the parser.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.events;
