package io.riskstream.tools.cli;

import io.riskstream.text.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with the arguments, the nearest known name, and the command that prints the usage text; not the usage text itself. */
final class ArgumentErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText(message(failure)));
        err.println("Usage: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.UNUSABLE;
    }

    private static String message(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return failure.getMessage();
        }
        CommandLine command = failure.getCommandLine();
        String argument = unmatched.getUnmatched().get(0);
        Collection<String> subcommands = command.getSubcommands().keySet();
        if (argument.startsWith("-")) {
            return "unknown option '" + argument + "'; " + Nearest.hint(argument, options(command));
        } else if (!subcommands.isEmpty()) {
            return "unknown command '" + argument + "'; " + Nearest.hint(argument, subcommands);
        }
        return "unexpected argument '" + argument + "'";
    }

    private static List<String> options(CommandLine command) {
        List<String> names = new ArrayList<>();
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }
}
