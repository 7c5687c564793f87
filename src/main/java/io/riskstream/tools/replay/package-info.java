/**
 * The command {@code replay}: sends the originals of dead letters to their source topic again.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.replay;
