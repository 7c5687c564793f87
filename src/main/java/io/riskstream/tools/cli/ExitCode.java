package io.riskstream.tools.cli;

import io.riskstream.testing.PipelineResult;
import io.riskstream.text.ConfigurationException;
import io.riskstream.yaml.YamlException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The exit codes, which have the same meaning for every command. */
final class ExitCode {
    /** The command is done, and found nothing wrong. */
    static final int OK = 0;
    /** The command found a problem, or failed. */
    static final int PROBLEM = 1;
    /** An argument or a file cannot be used. */
    static final int UNUSABLE = 2;

    private ExitCode() {}

    /** Adds the exit codes to a command's usage text. */
    static void describe(UsageMessageSpec usage) {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(Integer.toString(OK), "done, and no problem was found; warnings are no problem");
        codes.put(
                Integer.toString(PROBLEM),
                "a problem was found: an error in the Flux file or in a file that it names, a failing case, a rejected event, files that differ, lost events; or the command failed");
        codes.put(Integer.toString(UNUSABLE), "an argument or a file cannot be used");
        usage.exitCodeListHeading("%nExit codes, the same for every command:%n");
        usage.exitCodeList(codes);
    }

    static int problemIf(boolean found) {
        return found ? PROBLEM : OK;
    }

    /** Returns the exit code for a command that ends with an exception: a problem if it has a position in a file, unusable if a whole file or an argument is wrong. */
    static int of(Exception failure) {
        boolean hasPosition = failure instanceof YamlException
                || failure instanceof ConfigurationException configuration
                        && configuration.problems().stream()
                                .anyMatch(problem -> problem.position().isPresent());
        boolean unusable = failure instanceof IllegalArgumentException || failure instanceof FileSystemException;
        return unusable && !hasPosition ? UNUSABLE : PROBLEM;
    }

    /** Returns the exit code for the outcome of one event: a problem if it was rejected, reached no stage, or never completes. */
    static int of(PipelineResult run) {
        return problemIf(!run.rejections().isEmpty()
                || run.unfinished().isPresent()
                || run.steps().isEmpty());
    }
}
