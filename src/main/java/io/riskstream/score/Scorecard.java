package io.riskstream.score;

import io.riskstream.EventType;
import io.riskstream.SourceFile;
import java.util.List;

/**
 * Rules that each count for some points, and bands of their sum that each stand for a decision; read from a YAML file:
 *
 * <pre>{@code
 * scorecard: flood-claims
 * version: "1"
 * rules:
 *   - id: high-building-cover
 *     when: totalBuildingInsuranceCoverage >= 150000
 *     points: 12
 *     reason: Building cover of 150,000 or more
 * bands:            # from the highest down; the last has no `from`
 *   - decision: refer
 *     from: 60
 *   - decision: accept
 * }</pre>
 *
 * <p>{@code when} is an expression over the event's fields, see {@link io.riskstream.expression.Condition}. A score equal to a band's {@code from} is in
 * that band. A rule in error counts for nothing, and is named in the verdict.
 */
public final class Scorecard implements Scorer {
    private static final long serialVersionUID = 1;

    private final EventType type;
    private final String hash;
    private final String name;
    private final String version;
    private final List<Rule> rules;
    private final List<Band> bands;
    private final List<String> reads;

    /**
     * Reads a scorecard and checks it.
     *
     * @param path of its file, see {@link SourceFile#read}
     * @throws IllegalArgumentException naming every fault of the file, each with its line and column
     */
    public Scorecard(EventType type, String path) {
        this(type, SourceFile.read(path));
    }

    private Scorecard(EventType type, SourceFile source) {
        if (type == null) {
            throw new IllegalArgumentException(
                    source.name() + ": its event type is missing; is it declared further down in the Flux file than the"
                            + " scorecard?");
        }
        ScorecardFile.Contents contents = ScorecardFile.read(source, type);
        this.type = type;
        this.hash = source.hash();
        this.name = contents.name();
        this.version = contents.version();
        this.rules = contents.rules();
        this.bands = contents.bands();
        this.reads = contents.reads();
    }

    /** A scorecard whose file has been read already. */
    public static Scorecard of(EventType type, SourceFile source) {
        return new Scorecard(type, source);
    }

    @Override
    public EventType eventType() {
        return type;
    }

    @Override
    public List<String> reads() {
        return reads;
    }

    /** The ids of its rules, in the file's order. */
    @Override
    public List<String> parts() {
        return rules.stream().map(Rule::id).toList();
    }

    @Override
    public Scoring open() {
        return new OpenScorecard(this);
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

    List<Rule> rules() {
        return rules;
    }

    List<Band> bands() {
        return bands;
    }

    @Override
    public String toString() {
        return "Scorecard[" + name + ", version " + version + ", " + rules.size() + " rules]";
    }
}
