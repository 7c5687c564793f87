package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A scorecard: rules that add points to the score of an event, and bands of scores, each with a decision. It is read from a YAML file:
 *
 * <pre>{@code
 * scorecard: flood-claims
 * version: "1"
 * base: 10                 # points of every event; 0 if not given
 * link: logistic           # the sum is a log-odds, and the score its probability; `identity` if not given
 * shadow: challenger.yaml  # a scorecard, relative to this file, that is evaluated for every event without effect on the decision
 * groups:                  # rules whose points together are limited by a cap
 *   - id: cover
 *     cap: 20
 * rules:
 *   - id: high-building-cover
 *     when: totalBuildingInsuranceCoverage >= 150000
 *     points: 12           # or an expression: 0.0001 * totalBuildingInsuranceCoverage
 *     group: cover
 *     reason: Building cover of 150,000 or more
 * bands:                   # in descending order; the last has no `from`
 *   - decision: refer
 *     from: 60
 *   - decision: accept
 * }</pre>
 *
 * <p>{@code when} is an expression over the event's fields, see {@link io.riskstream.expression.Condition}. A score equal to a band's {@code from} is in
 * that band. Each band ends where the previous one begins, so there are no gaps and no overlaps. A rule that ends in an error, or whose points cannot be
 * computed, adds no points, and the verdict names it. Points are at most a billion, positive or negative.
 *
 * <p>The file is rejected for unknown keys, ids that occur twice, fields that the event type does not have, rules that are always true or false because of
 * their types, and bands out of order or out of reach. All problems are reported together, each with its position.
 */
public final class Scorecard implements Scorer {
    private static final long serialVersionUID = 1;

    private final EventType type;
    private final String hash;
    private final String name;
    private final String version;
    private final double base;
    private final LinkFunction link;
    private final List<RuleGroup> groups;
    private final List<Rule> rules;
    private final List<ScoreBand> bands;
    private final List<String> reads;
    private final Scorecard shadow; // null if there is none

    /**
     * Reads a scorecard and checks it.
     *
     * @param type the event type whose fields the rules may use
     * @param path the path of the file, see {@link SourceFile#read}
     * @throws ConfigurationException with all problems of the file, each with its line and column
     */
    public Scorecard(EventType type, String path) {
        this(type, SourceFile.read(path), false);
    }

    private Scorecard(EventType type, SourceFile source, boolean isShadow) {
        if (type == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    source.name(), "its event type is missing; declare it before the scorecard in the Flux file"));
        }
        ScorecardFile.Contents contents = ScorecardFile.read(source, type, isShadow);
        this.type = type;
        this.hash = source.hash();
        this.name = contents.name();
        this.version = contents.version();
        this.base = contents.base();
        this.link = contents.link();
        this.groups = contents.groups();
        this.rules = contents.rules();
        this.bands = contents.bands();
        this.reads = contents.reads();
        this.shadow = contents.shadow().orElse(null);
    }

    /** Returns a scorecard from a file that has been read already. */
    public static Scorecard of(EventType type, SourceFile source) {
        return new Scorecard(type, source, false);
    }

    /** Returns a scorecard that is the shadow of another one, and so must not have a shadow. */
    static Scorecard shadow(EventType type, SourceFile source) {
        return new Scorecard(type, source, true);
    }

    @Override
    public EventType eventType() {
        return type;
    }

    @Override
    public List<String> reads() {
        if (shadow == null) {
            return reads;
        }
        Set<String> both = new LinkedHashSet<>(reads);
        both.addAll(shadow.reads);
        return List.copyOf(both);
    }

    /** Returns the ids of the rules, in the order of the file. */
    @Override
    public List<String> parts() {
        return rules.stream().map(Rule::id).toList();
    }

    @Override
    public List<String> shadowParts() {
        return shadow == null ? List.of() : shadow.parts();
    }

    /** Explains the verdict of an event. It compiles every rule, so it is for people, not for streams. */
    public Explanation explain(Event event) {
        return Explanation.of(this, event);
    }

    @Override
    public Scoring open() {
        return new CompiledScorecard(this);
    }

    /** Describes the scorecard for reports. It compiles every rule. */
    public ScorecardDescription description() {
        return ScorecardDescription.of(this);
    }

    String name() {
        return name;
    }

    String version() {
        return version;
    }

    /** Returns the SHA-256 of the text of the file, in hexadecimal. */
    String hash() {
        return hash;
    }

    double base() {
        return base;
    }

    LinkFunction link() {
        return link;
    }

    List<RuleGroup> groups() {
        return groups;
    }

    /** Returns the scorecard that is evaluated beside this one; empty if there is none. */
    public Optional<Scorecard> shadow() {
        return Optional.ofNullable(shadow);
    }

    List<Rule> rules() {
        return rules;
    }

    List<ScoreBand> bands() {
        return bands;
    }

    @Override
    public String toString() {
        return "Scorecard[" + name + ", version " + version + ", " + rules.size() + " rules]";
    }
}
