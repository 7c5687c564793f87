package io.riskstream.tools.cli;

import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands. */
@Command(
        name = "riskstream",
        description = "Scores insurance events on Apache Storm.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            GraphCommand.class,
            DiffCommand.class,
            TestCommand.class,
            TryCommand.class,
            ExplainCommand.class,
            LoadCommand.class
        })
public final class Main {
    /** The commands that connect to something, and write a log; of the others errors alone are shown. */
    private static final Set<String> LOGGING = Set.of("run", "load");

    private Main() {}

    /** Runs a command, and ends the process with its exit code: 0 if all went well, 1 if it did not, 2 for arguments that cannot be used. */
    public static void main(String[] args) {
        if (args.length == 0 || !LOGGING.contains(args[0])) {
            // Storm tells each component that Flux builds; and to set up Log4j takes a quarter of the time of `check`
            System.getProperties()
                    .putIfAbsent(
                            "log4j2.loggerContextFactory",
                            "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        }
        System.exit(run(args));
    }

    static int run(String... args) {
        return commands().execute(args.length == 0 ? new String[] {"--help"} : args);
    }

    /** All commands, ready to be executed. */
    static CommandLine commands() {
        CommandLine commands = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(message(failure)));
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        return commands;
    }

    /** A message of ours says all that is needed; anything else is a bug or a fault of the machine, and its class says more. */
    private static String message(Exception failure) {
        boolean ours = failure instanceof IllegalArgumentException
                || failure.getClass().getName().startsWith("io.riskstream.");
        return ours && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }
}
