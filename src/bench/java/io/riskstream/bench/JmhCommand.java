package io.riskstream.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks whose class names match, and reports the bytes allocated for each operation. */
@Command(
        name = "jmh",
        description = "Runs the JMH benchmarks whose class names match.",
        mixinStandardHelpOptions = true)
final class JmhCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "REGEX", description = "regular expressions for the class names")
    private List<String> classes;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class);
        classes.forEach(options::include);
        new Runner(options.build()).run();
        return 0;
    }
}
