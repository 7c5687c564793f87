package io.riskstream.tools.cli;

import io.riskstream.tools.check.CheckReport;
import io.riskstream.tools.check.Checker;
import io.riskstream.tools.check.ReportFormat;
import io.riskstream.tools.flux.Pipeline;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** The check of a Flux file that a command makes before it uses the file. */
final class CheckedFluxFile {
    private CheckedFluxFile() {}

    /**
     * Returns true if a Flux file has no errors. Prints the errors otherwise, together with the warnings; prints nothing for warnings alone.
     *
     * @throws IllegalArgumentException if the Flux file or the properties file cannot be read
     */
    static boolean hasNoErrors(CommandLine command, Path flux, FluxOptions options) {
        CheckReport report = new Checker().check(flux, options.fileFor(flux), options.environment());
        if (report.errors() > 0) {
            PrintWriter err = command.getErr();
            err.print(ReportFormat.TEXT.of(List.of(report)));
            err.flush();
        }
        return report.errors() == 0;
    }

    /** Returns the pipeline of a Flux file; empty if the file has errors, which are then printed. */
    static Optional<Pipeline> pipeline(CommandLine command, Path flux, FluxOptions options) {
        return hasNoErrors(command, flux, options)
                ? Optional.of(Pipeline.read(flux, options.propertiesFor(flux)))
                : Optional.empty();
    }
}
