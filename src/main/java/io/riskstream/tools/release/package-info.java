/**
 * The commands {@code release}, {@code promote}, {@code rollback} and {@code releases}: writes to the log of releases, and waits for the workers.
 *
 * <p>Internal: Java code outside this project must not use these classes.
 */
package io.riskstream.tools.release;
