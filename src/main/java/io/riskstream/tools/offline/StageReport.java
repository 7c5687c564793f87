package io.riskstream.tools.offline;

/** Something that a stage told whoever watches; see {@link io.riskstream.stage.StageContext#report}. */
public record StageReport(String code, String message) {}
