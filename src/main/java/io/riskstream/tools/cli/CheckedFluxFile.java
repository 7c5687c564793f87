package io.riskstream.tools.cli;

import io.riskstream.tools.check.CheckReport;
import io.riskstream.tools.check.Checker;
import io.riskstream.tools.check.ReportFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** What a command does with a Flux file before it uses it. */
final class CheckedFluxFile {
    private CheckedFluxFile() {}

    /**
     * Whether a file has no errors; else they are told, with the warnings. A file with warnings alone is used without a word.
     *
     * @throws CommandLine.ParameterException if it cannot be read
     */
    static boolean accepts(CommandLine command, Path flux, Path filter) {
        CheckReport report;
        try {
            report = new Checker().check(flux, Optional.of(filter), false);
        } catch (IllegalArgumentException unreadable) {
            throw new CommandLine.ParameterException(command, unreadable.getMessage(), unreadable);
        }
        if (report.errors() > 0) {
            PrintWriter err = command.getErr();
            err.print(ReportFormat.TEXT.of(List.of(report)));
            err.flush();
        }
        return report.errors() == 0;
    }
}
