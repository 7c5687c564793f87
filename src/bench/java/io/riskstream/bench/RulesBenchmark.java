package io.riskstream.bench;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import io.riskstream.event.Event;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlContext;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlExpression;
import org.apache.commons.jexl3.MapContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Evaluates twelve rules of the flood scorecard on 64 claims in turn: as conditions, as hand-written Java over the same events, and in alternative
 * languages. Each has compiled rules and prepared inputs. One rule is one operation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RulesBenchmark {
    private static final int RULES = 12;

    private final List<Event> events = FloodRules.events();
    private final List<Map<String, Object>> maps = FloodRules.maps();
    private final List<Map<String, Map<String, Object>>> activations =
            maps.stream().map(map -> Map.of("e", map)).toList();
    private final List<JexlContext> contexts = maps.stream()
            .<JexlContext>map(map -> new MapContext(Map.of("e", map)))
            .toList();
    private final FloodRules.Rule[] plain = FloodRules.plain().toArray(FloodRules.Rule[]::new);
    private final Condition[] conditions = FloodRules.CONDITIONS.stream()
            .map(text -> Condition.compile(text, FloodRules.TYPE))
            .toArray(Condition[]::new);
    private final Program[] programs = programs();
    private final JexlExpression[] expressions = expressions();
    private int next;

    /** Throws unless all four languages agree on every claim. */
    public RulesBenchmark() {
        for (int event = 0; event < events.size(); event++) {
            for (int rule = 0; rule < RULES; rule++) {
                boolean holds = plain[rule].holds(events.get(event));
                boolean agree = holds == (conditions[rule].test(events.get(event)) == ConditionResult.TRUE)
                        && holds == truth(programs[rule], event)
                        && holds == Boolean.TRUE.equals(expressions[rule].evaluate(contexts.get(event)));
                if (!agree) {
                    throw new IllegalStateException(
                            "the languages differ on " + FloodRules.CONDITIONS.get(rule) + ": " + maps.get(event));
                }
            }
        }
    }

    private static Program[] programs() {
        Cel cel = CelFactory.standardCelBuilder()
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .build())
                .setStandardMacros(CelStandardMacro.HAS)
                .addVar("e", MapType.create(SimpleType.STRING, SimpleType.DYN))
                .build();
        return FloodRules.CEL.stream()
                .map(text -> {
                    try {
                        return cel.createProgram(cel.compile(text).getAst());
                    } catch (CelValidationException | CelEvaluationException e) {
                        throw new IllegalStateException(text, e);
                    }
                })
                .toArray(Program[]::new);
    }

    private static JexlExpression[] expressions() {
        JexlEngine engine = new JexlBuilder().strict(false).silent(false).create();
        return FloodRules.JEXL.stream().map(engine::createExpression).toArray(JexlExpression[]::new);
    }

    private int following() {
        next = next + 1 & FloodRules.EVENTS - 1;
        return next;
    }

    @Benchmark
    @OperationsPerInvocation(RULES)
    public int plainJava() {
        Event event = events.get(following());
        int fired = 0;
        for (FloodRules.Rule rule : plain) {
            fired += rule.holds(event) ? 1 : 0;
        }
        return fired;
    }

    @Benchmark
    @OperationsPerInvocation(RULES)
    public int riskstream() {
        Event event = events.get(following());
        int fired = 0;
        for (Condition condition : conditions) {
            fired += condition.test(event) == ConditionResult.TRUE ? 1 : 0;
        }
        return fired;
    }

    @Benchmark
    @OperationsPerInvocation(RULES)
    public int celJava() {
        int event = following();
        int fired = 0;
        for (Program program : programs) {
            fired += truth(program, event) ? 1 : 0;
        }
        return fired;
    }

    private boolean truth(Program program, int event) {
        try {
            return program.eval(activations.get(event)).equals(true);
        } catch (CelEvaluationException e) {
            throw new IllegalStateException("no rule may fail on these claims", e);
        }
    }

    @Benchmark
    @OperationsPerInvocation(RULES)
    public int jexl() {
        JexlContext context = contexts.get(following());
        int fired = 0;
        for (JexlExpression expression : expressions) {
            fired += Boolean.TRUE.equals(expression.evaluate(context)) ? 1 : 0;
        }
        return fired;
    }
}
