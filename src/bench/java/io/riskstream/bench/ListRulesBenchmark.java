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
import io.riskstream.event.EventType;
import io.riskstream.event.Item;
import io.riskstream.event.ValueKind;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;
import io.riskstream.expression.Formula;
import io.riskstream.testing.TestEvents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Rules over a list of objects, none of which decides the result: as a condition, as hand-written Java over the same event, and in dev.cel. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ListRulesBenchmark {
    private static final EventType TYPE = TestEvents.type("lines[].amount:DOUBLE", "lines[].kind:STRING");
    private static final int LINES = TYPE.slot("lines");
    private static final int AMOUNT = TYPE.itemType(LINES).orElseThrow().slot("amount");

    @Param({"2", "5", "20"})
    private int items;

    private final Condition exists = Condition.compile("lines.exists(x, x.amount > 5000)", TYPE);
    private final Formula sum = Formula.compile("sum(lines.filter(x, x.kind == 'tool').map(x, x.amount))", TYPE);
    private final Program program = program();
    private Event event;
    private Map<String, Map<String, Object>> activation;

    private static Program program() {
        try {
            Cel cel = CelFactory.standardCelBuilder()
                    .setOptions(CelOptions.current()
                            .enableHeterogeneousNumericComparisons(true)
                            .build())
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addVar("e", MapType.create(SimpleType.STRING, SimpleType.DYN))
                    .build();
            return cel.createProgram(
                    cel.compile("e.lines.exists(x, x.amount > 5000)").getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates the event and its counterpart for dev.cel. */
    @Setup
    public void create() {
        List<Map<String, Object>> lines = IntStream.range(0, items)
                .mapToObj(i -> Map.<String, Object>of("amount", 10.0 + i, "kind", i % 2 == 0 ? "tool" : "car"))
                .toList();
        event = TestEvents.event(TYPE, Map.of("lines", lines));
        activation = Map.of("e", Map.of("lines", lines));
    }

    @Benchmark
    public boolean existsByHand() {
        if (event.kind(LINES) == ValueKind.LIST) {
            List<Object> lines = event.list(LINES);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i) instanceof Item line
                        && line.values().kind(AMOUNT) == ValueKind.DOUBLE
                        && line.values().number(AMOUNT) > 5000) {
                    return true;
                }
            }
        }
        return false;
    }

    @Benchmark
    public ConditionResult exists() {
        return exists.test(event);
    }

    @Benchmark
    public double sumOfFilterAndMap() {
        return sum.value(event);
    }

    @Benchmark
    public Object existsInCel() throws CelEvaluationException {
        return program.eval(activation);
    }
}
