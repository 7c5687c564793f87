package io.riskstream.tools.cli;

import io.riskstream.text.Nearest;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with the arguments, the nearest known name, and the command that prints the usage text; not the usage text itself. */
final class ArgumentErrors implements IParameterExceptionHandler {
    private static final Set<Class<?>> INTEGERS = Set.of(int.class, Integer.class, long.class, Long.class);

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
        if (failure.getArgSpec() != null && failure.getValue() != null) {
            ArgSpec argument = failure.getArgSpec();
            String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
            return invalid(argument, failure.getValue())
                    .map(fault -> name + ": " + fault)
                    .orElseGet(failure::getMessage);
        }
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

    /** Returns what is wrong with the value of an option or a parameter; empty if its own converter explains it. */
    private static Optional<String> invalid(ArgSpec argument, String value) {
        Class<?> type = argument.type();
        if (type.isEnum()) {
            List<String> constants = Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .toList();
            String near = Nearest.to(value.toLowerCase(Locale.ROOT), constants)
                    .map(constant -> "; did you mean '" + constant + "'?")
                    .orElse("");
            return Optional.of("'" + value + "' is not one of " + String.join(", ", constants) + near);
        } else if (type == boolean.class) {
            return Optional.of("it takes no value, and has '" + value + "'");
        }
        return expected(argument, type).map(expected -> "'" + value + "' is not " + expected);
    }

    private static Optional<String> expected(ArgSpec argument, Class<?> type) {
        if (type == Instant.class) {
            return Optional.of("a time such as 2004-09-20T12:00:00Z");
        } else if (type == Map.class) {
            return Optional.of("of the form " + argument.paramLabel() + ", such as claims=4");
        }
        return INTEGERS.contains(type) ? Optional.of("a whole number") : Optional.empty();
    }

    private static List<String> options(CommandLine command) {
        List<String> names = new ArrayList<>();
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }
}
