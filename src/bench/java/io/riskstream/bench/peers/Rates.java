package io.riskstream.bench.peers;

/** A record of any of the six look-ups. */
public record Rates(double a, double b) {}
