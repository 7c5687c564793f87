/**
 * Statistics of scores and outcomes, for {@code backtest}: discrimination, stability, lift, calibration.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.statistics;
