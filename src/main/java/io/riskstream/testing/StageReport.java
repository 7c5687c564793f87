package io.riskstream.testing;

/**
 * A problem that a stage reported through {@link io.riskstream.stage.StageContext#report}. Every repeat is kept.
 *
 * @param code the code of the problem, such as {@code enrich.late}
 * @param message the sentence for people
 */
public record StageReport(String code, String message) {}
