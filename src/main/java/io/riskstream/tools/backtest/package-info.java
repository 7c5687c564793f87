/**
 * Backtests of scorecards: scores past events with one or two scorecards, offline, and compares the results with each other and with the real outcomes.
 *
 * <p>{@link io.riskstream.tools.backtest.Backtest} reads events from an {@link io.riskstream.tools.backtest.EventSource}, runs the real stages of the pipeline
 * over them on several threads ({@code BacktestThreads}, {@code Lane}), and counts ({@code Counts}). {@code Tables} makes tables of the counts, which
 * the text, CSV and HTML reports print.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.backtest;
