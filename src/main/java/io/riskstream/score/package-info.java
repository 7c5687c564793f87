/** Scores events: a {@link io.riskstream.score.Scorecard} of rules, or another {@link io.riskstream.score.Scorer}, behind one stage. */
package io.riskstream.score;
