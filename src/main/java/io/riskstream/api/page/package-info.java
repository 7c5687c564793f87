/**
 * The page of the API: plain HTML, CSS and ES modules, which the server sends as they are. They are resources beside this package.
 *
 * <p>Internal.
 */
package io.riskstream.api.page;
