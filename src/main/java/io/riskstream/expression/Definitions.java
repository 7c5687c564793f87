package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.text.Nearest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What expressions can use besides the fields of the event: named expressions, the outcomes of rules, and the processing time. Each definition is compiled when it is first used, so
 * their order does not matter, and evaluated once for an event. Only one thread may use the expressions that are compiled with the same definitions.
 */
public final class Definitions {
    private final EventType type;
    private final Map<String, String> expressions = new LinkedHashMap<>();
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, Function<Definitions, Optional<? extends RuleOutcome>>> outcomes = new LinkedHashMap<>();
    private final Map<String, Definition> compiled = new HashMap<>();
    /** The definitions that are being compiled, the outermost last. */
    private final Deque<String> open = new ArrayDeque<>();

    private final Set<String> used = new LinkedHashSet<>();
    private final Code.TimeCode processingTime;

    /**
     * A compiled definition.
     *
     * @param code evaluates it once for an event; {@link Code.Invalid} if it has a mistake
     * @param readsTime true if the value depends on a time that is not in a field
     * @param error the mistakes of its own text
     */
    record Definition(
            Code code,
            List<String> reads,
            List<Deciding> deciding,
            boolean hasMacros,
            boolean readsTime,
            Optional<ExpressionException> error) {}

    /** The outcome of a part of a scorecard that is not one condition, such as a table. */
    public interface RuleOutcome {
        /** Returns whether the part applies to an event. */
        ConditionResult test(Event event);

        /** Returns the paths of the fields that it reads. */
        List<String> reads();

        /** True if it depends on a time that is not in a field. */
        boolean readsTime();
    }

    /** Creates definitions without names. */
    public Definitions(EventType type, InstantSource clock) {
        this.type = type;
        Code.TimeCode now = (event, status) -> {
            Instant instant = clock.instant();
            return status.time(instant.getEpochSecond(), instant.getNano());
        };
        this.processingTime = Memo.of(new Code.OfTimestamp(now, false), false).asTime();
    }

    /** Creates definitions without names, with the clock of the system. */
    public Definitions(EventType type) {
        this(type, InstantSource.system());
    }

    /** Adds a named expression. */
    public void addExpression(String name, String text) {
        expressions.put(name, text);
    }

    /** Adds the condition of a rule. */
    public void addRule(String id, String condition) {
        rules.put(id, condition);
    }

    /**
     * Adds a part of a scorecard that has an outcome as rules have.
     *
     * @param outcome creates it when an expression first reads its outcome; empty if it has a mistake
     */
    public void addOutcome(String id, Function<Definitions, Optional<? extends RuleOutcome>> outcome) {
        outcomes.put(id, outcome);
    }

    /**
     * Checks a named expression.
     *
     * @return the paths of the fields that it reads, also those of the definitions that it uses
     * @throws ExpressionException with the mistakes of its text, not those of other definitions that it uses
     */
    public List<String> check(String name) {
        Definition definition = expression(name).orElseThrow();
        if (definition.error().isPresent()) {
            throw definition.error().get();
        }
        return definition.reads();
    }

    /**
     * Checks the condition of a rule.
     *
     * @return the paths of the fields that it reads; empty if its value does not depend on the event
     * @throws ExpressionException as {@link #check} does
     */
    public Optional<List<String>> checkRule(String id) {
        Definition definition = outcome(id).orElseThrow();
        if (definition.error().isPresent()) {
            throw definition.error().get();
        }
        boolean constant = definition.reads().isEmpty() && !definition.readsTime();
        return constant ? Optional.empty() : Optional.of(definition.reads());
    }

    /** True if a compiled expression uses a named expression. */
    public boolean isUsed(String name) {
        return used.contains(name);
    }

    /**
     * Returns the value of a named expression, or of the outcome of a rule, for an event; empty if it cannot be evaluated. For reports; not for the hot path.
     *
     * @param written a name, or {@code fired("id")}
     */
    public Optional<Object> value(String written, Event event) {
        Definition definition = Optional.ofNullable(compiled.get(written)).orElseThrow();
        return CodeValue.of(definition.code(), event);
    }

    /** Returns the names of the expressions. */
    Collection<String> names() {
        return expressions.keySet();
    }

    /** Returns the text of a named expression; empty if there is none of this name. */
    public Optional<String> expressionText(String name) {
        return Optional.ofNullable(expressions.get(name));
    }

    /** Returns the condition of a rule; empty if there is no such rule. */
    public Optional<String> ruleText(String id) {
        return Optional.ofNullable(rules.get(id));
    }

    Code processingTime() {
        return new Code.OfTimestamp(processingTime, false);
    }

    /** Returns a named expression; empty if there is none of this name. */
    Optional<Definition> expression(String name) {
        String text = expressions.get(name);
        return text == null ? Optional.empty() : Optional.of(definition(name, () -> compileExpression(text)));
    }

    /** Returns the outcome of a rule or a table; empty if there is none. */
    Optional<Definition> outcome(String id) {
        String key = outcomeKey(id);
        if (rules.containsKey(id)) {
            return Optional.of(definition(key, () -> compileCondition(rules.get(id))));
        } else if (outcomes.containsKey(id)) {
            return Optional.of(definition(key, () -> compileOutcome(outcomes.get(id))));
        }
        return Optional.empty();
    }

    private static String outcomeKey(String id) {
        return "fired(\"" + id + "\")";
    }

    /** True if an expression reads the outcome of a rule. */
    public boolean isOutcomeRead(String id) {
        return used.contains(outcomeKey(id));
    }

    /** Returns the definitions from one to itself if compiling it now would need itself; empty if not. */
    Optional<String> cycle(String name) {
        return cycleOf(name);
    }

    /** As {@link #cycle}, for the outcome of a rule. */
    Optional<String> outcomeCycle(String id) {
        return cycleOf(outcomeKey(id));
    }

    private Optional<String> cycleOf(String key) {
        if (!open.contains(key)) {
            return Optional.empty();
        }
        List<String> path = new ArrayList<>();
        for (String each : open) {
            path.add(0, each);
            if (each.equals(key)) {
                break;
            }
        }
        path.add(key);
        return Optional.of(String.join(" -> ", path));
    }

    /** Returns a sentence with the nearest rule for an unknown id. */
    String ruleHint(String id) {
        List<String> ids = new ArrayList<>(rules.keySet());
        ids.addAll(outcomes.keySet());
        if (ids.isEmpty()) {
            return "only the expressions of a scorecard can read the outcome of a rule";
        }
        return Nearest.to(id, ids)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("the argument is the id of a rule or a table of this scorecard");
    }

    private interface Compilation {
        Definition compile();
    }

    private Definition definition(String key, Compilation compilation) {
        used.add(key);
        Definition known = compiled.get(key);
        if (known != null) {
            return known;
        }
        open.push(key);
        Definition definition;
        try {
            definition = compilation.compile();
        } catch (ExpressionException e) {
            definition = new Definition(new Code.Invalid(), List.of(), List.of(), false, false, Optional.of(e));
        } finally {
            open.pop();
        }
        compiled.put(key, definition);
        return definition;
    }

    private Definition compileExpression(String text) {
        Compiler compiler = new Compiler(text, type, this);
        Code code = compiler.definition();
        return new Definition(
                Memo.of(code, compiler.hasMacros()),
                compiler.reads(),
                compiler.deciding(),
                compiler.hasMacros(),
                compiler.readsTime(),
                Optional.empty());
    }

    private Definition compileCondition(String text) {
        Compiler compiler = new Compiler(text, type, this);
        Code code = new Code.OfBool(compiler.condition(), false);
        return new Definition(
                Memo.of(code, compiler.hasMacros()),
                compiler.reads(),
                compiler.deciding(),
                compiler.hasMacros(),
                compiler.readsTime(),
                Optional.empty());
    }

    private Definition compileOutcome(Function<Definitions, Optional<? extends RuleOutcome>> factory) {
        Optional<? extends RuleOutcome> created = factory.apply(this);
        if (created.isEmpty()) {
            return new Definition(new Code.Invalid(), List.of(), List.of(), false, false, Optional.empty());
        }
        RuleOutcome outcome = created.get();
        Code.BoolCode code = (event, status) -> outcome.test(event).ordinal();
        return new Definition(
                Memo.of(new Code.OfBool(code, false), false),
                outcome.reads(),
                List.of(),
                false,
                outcome.readsTime(),
                Optional.empty());
    }
}
