package io.riskstream.offline;

/** Something that a stage told whoever watches; see {@link io.riskstream.StageContext#report}. */
public record Report(String code, String message) {}
