package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldDomain;
import io.riskstream.expression.Definitions;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import io.riskstream.text.SourceFiles;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A scorecard: rules that add points to the score of an event, and bands of scores, each with a decision. It is read from a YAML file:
 *
 * <pre>{@code
 * scorecard: flood-claims
 * version: "1"
 * base: 10                 # points of every event; 0 if not given
 * link: logistic           # the sum is a log-odds, and the score its probability; `identity` if not given
 * shadow: challenger.yaml  # a scorecard, relative to this file, that is evaluated for every event without effect on the decision
 * let:                     # expressions with a name, which all others can use
 *   insured-value: totalBuildingInsuranceCoverage + totalContentsInsuranceCoverage
 * groups:                  # rules whose points together are limited by a cap
 *   - id: cover
 *     cap: 20
 * rules:
 *   - id: high-building-cover
 *     when: totalBuildingInsuranceCoverage >= 150000
 *     points: 12           # or an expression: 0.0001 * totalBuildingInsuranceCoverage
 *     group: cover
 *     reason: Building cover of 150,000 or more
 * tables:                  # points by the row of a table: here by one value; `by: [x, y]` with `columns` and `rows`, or `file: table.csv`
 *   - id: zone
 *     by: ratedFloodZone
 *     points: {V: 9, A: 4}
 *     reason: Flood zone
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
    private final Map<String, String> expressions;
    private final List<Rule> rules;
    private final List<PointsTable> tables;
    private final List<ScoreBand> bands;
    private final List<String> reads;
    /** The file and the files of its tables, without the shadow; null on a worker. */
    private final transient List<SourceFile> files;

    private final Scorecard shadow; // null if there is none

    /**
     * Reads a scorecard and checks it.
     *
     * @param type the event type whose fields the rules may use
     * @param path the path of the file, see {@link SourceFile#read}
     * @throws ConfigurationException with all problems of the file, each with its line and column
     */
    public Scorecard(EventType type, String path) {
        this(type, SourceFile.read(path), SourceFiles.DEFAULT, false);
    }

    private Scorecard(EventType type, SourceFile source, SourceFiles directory, boolean isShadow) {
        if (type == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    source.name(), "its event type is missing; declare it before the scorecard in the Flux file"));
        }
        ScorecardFile.Contents contents = ScorecardFile.read(source, directory, type, isShadow);
        this.type = type;
        this.hash = contents.hash();
        this.name = contents.name();
        this.version = contents.version();
        this.base = contents.base();
        this.link = contents.link();
        this.groups = contents.groups();
        this.expressions = new LinkedHashMap<>(contents.expressions());
        this.rules = contents.rules();
        this.tables = contents.tables();
        this.bands = contents.bands();
        this.reads = contents.reads();
        List<SourceFile> all = new ArrayList<>(List.of(source));
        all.addAll(contents.files());
        this.files = List.copyOf(all);
        this.shadow = contents.shadow().orElse(null);
    }

    private Scorecard(Scorecard card, Optional<Scorecard> shadow) {
        this.type = card.type;
        this.files = card.files;
        this.hash = card.hash;
        this.name = card.name;
        this.version = card.version;
        this.base = card.base;
        this.link = card.link;
        this.groups = card.groups;
        this.expressions = card.expressions;
        this.rules = card.rules;
        this.tables = card.tables;
        this.bands = card.bands;
        this.reads = card.reads;
        this.shadow = shadow.orElse(null);
    }

    /** Returns a scorecard from a file that has been read already. */
    public static Scorecard of(EventType type, SourceFile source) {
        return of(type, source, SourceFiles.DEFAULT);
    }

    /**
     * Returns a scorecard from a file that has been read already.
     *
     * @param directory where the files that it names are read, by their path relative to the working directory
     */
    public static Scorecard of(EventType type, SourceFile source, SourceFiles directory) {
        return new Scorecard(type, source, directory, false);
    }

    /** Returns a scorecard that is the shadow of another one, and so must not have a shadow. */
    static Scorecard shadow(EventType type, SourceFile source, SourceFiles directory) {
        return new Scorecard(type, source, directory, true);
    }

    @Override
    public Optional<Scorecard> scorecard() {
        return Optional.of(this);
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

    /** Returns the ids of the rules and of the tables, in the order of the file. */
    @Override
    public List<String> parts() {
        return Stream.concat(rules.stream().map(Rule::id), tables.stream().map(PointsTable::id))
                .toList();
    }

    @Override
    public List<String> shadowParts() {
        return shadow == null ? List.of() : shadow.parts();
    }

    /** Returns the decisions of the bands, the highest first. */
    @Override
    public List<String> decisions() {
        return bands.stream().map(ScoreBand::decision).toList();
    }

    /** Returns the scorecard's file and the files of its tables; an empty list on a worker. */
    public List<SourceFile> files() {
        return files == null ? List.of() : files;
    }

    /**
     * Returns what is valid and probably a mistake, such as rules that can never fire, each with its position. It is for people, and only for the submitter.
     *
     * @param domains the possible values of fields of the events that are scored, by path
     */
    public List<ConfigurationProblem> warnings(Map<String, FieldDomain> domains) {
        List<ConfigurationProblem> warnings = new ArrayList<>(ScorecardWarnings.of(this, domains));
        shadow().ifPresent(other -> warnings.addAll(other.warnings(domains)));
        return List.copyOf(warnings);
    }

    Map<String, String> expressions() {
        return expressions;
    }

    /** Explains the verdict of an event. It compiles every rule, so it is for people, not for streams. */
    public Explanation explain(Event event) {
        return Explanation.of(this, event);
    }

    @Override
    public Scoring open() {
        return open(InstantSource.system());
    }

    @Override
    public Scoring open(InstantSource clock) {
        return new CompiledScorecard(this, clock);
    }

    /** Returns what the rules can use besides fields, for one thread. */
    Definitions definitions(InstantSource clock) {
        Definitions definitions = new Definitions(type, clock);
        expressions.forEach(definitions::addExpression);
        rules.forEach(rule -> definitions.addRule(rule.id(), rule.when()));
        return definitions;
    }

    /** Describes the scorecard for reports. It compiles every rule. */
    public ScorecardDescription description() {
        return ScorecardDescription.of(this);
    }

    /** Compiles the tables for one thread, and makes their outcomes known to the definitions. */
    Map<String, CompiledTable> compiledTables(Definitions definitions) {
        Map<String, CompiledTable> compiled = new HashMap<>();
        for (PointsTable table : tables) {
            definitions.addOutcome(table.id(), all -> Optional.of(compiledTable(table, all, compiled)));
        }
        tables.forEach(table -> compiledTable(table, definitions, compiled));
        return compiled;
    }

    /** Returns definitions that know which names the rules and tables use. */
    Definitions usedDefinitions() {
        Definitions definitions = definitions(InstantSource.system());
        compiledTables(definitions);
        for (Rule rule : rules) {
            rule.condition(type, definitions);
            rule.formula(type, definitions);
        }
        return definitions;
    }

    private CompiledTable compiledTable(
            PointsTable table, Definitions definitions, Map<String, CompiledTable> compiled) {
        CompiledTable known = compiled.get(table.id());
        if (known == null) {
            known = new CompiledTable(table, type, definitions);
            compiled.put(table.id(), known);
        }
        return known;
    }

    /** Returns this scorecard with another one as its shadow. */
    public Scorecard withShadow(Scorecard other) {
        return new Scorecard(this, Optional.of(other.withoutShadow()));
    }

    /** Returns this scorecard without a shadow. */
    public Scorecard withoutShadow() {
        return shadow == null ? this : new Scorecard(this, Optional.empty());
    }

    /** Returns the name that the file states. */
    public String name() {
        return name;
    }

    /** Returns the version that its author gave it. */
    public String version() {
        return version;
    }

    /** Returns the SHA-256 of the text of the file, in hexadecimal; if tables are in files, of the hashes of all files. */
    public String hash() {
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

    List<PointsTable> tables() {
        return tables;
    }

    List<ScoreBand> bands() {
        return bands;
    }

    @Override
    public String toString() {
        return "Scorecard[" + name + ", version " + version + ", " + rules.size() + " rules"
                + (tables.isEmpty() ? "]" : ", " + tables.size() + " tables]");
    }
}
