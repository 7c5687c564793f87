package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.text.SourceFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules that each count for some points, and bands of their sum that each stand for a decision; read from a YAML file:
 *
 * <pre>{@code
 * scorecard: flood-claims
 * version: "1"
 * base: 10                 # every event has it; 0 if not given
 * link: logistic           # the sum is a log-odds, and the score its probability; `identity` if not given
 * shadow: challenger.yaml  # another scorecard, beside this file, that is tried on every event and decides none
 * groups:                  # rules that together count for no more than a cap
 *   - id: cover
 *     cap: 20
 * rules:
 *   - id: high-building-cover
 *     when: totalBuildingInsuranceCoverage >= 150000
 *     points: 12           # or an expression: 0.0001 * totalBuildingInsuranceCoverage
 *     group: cover
 *     reason: Building cover of 150,000 or more
 * bands:                   # from the highest down; the last has no `from`
 *   - decision: refer
 *     from: 60
 *   - decision: accept
 * }</pre>
 *
 * <p>{@code when} is an expression over the event's fields, see {@link io.riskstream.expression.Condition}. A score equal to a band's {@code from} is in
 * that band; since each band ends where the one above it begins, there is no gap between bands and no overlap. A rule in error, or whose points
 * cannot be worked out, counts for nothing, and is named in the verdict. Points are at most a billion.
 *
 * <p>The file is refused, with the place of every fault, for unknown keys, ids used twice, fields that no event has, rules that can never hold or never
 * fail because of their types, bands out of order or out of reach.
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
     * @param path of its file, see {@link SourceFile#read}
     * @throws IllegalArgumentException naming every fault of the file, each with its line and column
     */
    public Scorecard(EventType type, String path) {
        this(type, SourceFile.read(path), false);
    }

    private Scorecard(EventType type, SourceFile source, boolean inShadow) {
        if (type == null) {
            throw new IllegalArgumentException(
                    source.name() + ": its event type is missing; is it declared further down in the Flux file than the"
                            + " scorecard?");
        }
        ScorecardFile.Contents contents = ScorecardFile.read(source, type, inShadow);
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

    /** A scorecard whose file has been read already. */
    public static Scorecard of(EventType type, SourceFile source) {
        return new Scorecard(type, source, false);
    }

    /** One that is tried in the shadow of another, and so has no shadow itself. */
    static Scorecard inShadow(EventType type, SourceFile source) {
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

    /** The ids of its rules, in the file's order. */
    @Override
    public List<String> parts() {
        return rules.stream().map(Rule::id).toList();
    }

    @Override
    public List<String> shadowParts() {
        return shadow == null ? List.of() : shadow.parts();
    }

    /** Why an event gets the verdict it gets. Compiles every rule: for people, not for streams. */
    public Explanation explain(Event event) {
        return Explanation.of(this, event);
    }

    @Override
    public Scoring open() {
        return new CompiledScorecard(this);
    }

    String name() {
        return name;
    }

    String version() {
        return version;
    }

    /** SHA-256 of the file's text. */
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

    Optional<Scorecard> shadow() {
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
