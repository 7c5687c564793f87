package io.riskstream.tools.cli;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line of Riskstream. */
@Command(
        name = "riskstream",
        description = "Scores insurance events on Apache Storm.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            SimulateCommand.class,
            CheckCommand.class,
            GraphCommand.class,
            OpenApiCommand.class,
            DiffCommand.class,
            ImportCommand.class,
            BacktestCommand.class,
            TopologyVersionCommand.class,
            TestCommand.class,
            TryCommand.class,
            ExplainCommand.class,
            LoadCommand.class,
            ReplayCommand.class,
            UpgradeCommand.class,
            StoreCommand.class,
            ReleaseCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            ReleasesCommand.class
        })
public final class Main {
    /** The commands that connect to servers and write a log. The other commands log errors only. */
    private static final Set<String> LOGGING =
            Set.of("run", "load", "replay", "store", "upgrade", "release", "promote", "rollback", "releases");

    /** The system properties that name a configuration of Log4j. Maven and {@code storm jar} set one of them. */
    private static final List<String> LOGGING_CONFIGURATIONS =
            List.of("log4j2.configurationFile", "log4j.configurationFile");

    private Main() {}

    /** Runs a command and ends the process with the command's exit code. */
    public static void main(String[] args) {
        if (args.length == 0 || !LOGGING.contains(args[0])) {
            // Storm logs each component that Flux builds, and setting up Log4j takes a quarter of the time of `check`.
            System.getProperties()
                    .putIfAbsent(
                            "log4j2.loggerContextFactory",
                            "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        } else if (LOGGING_CONFIGURATIONS.stream().noneMatch(System.getProperties()::containsKey)) {
            // outside the directory of the source nothing sets it, and the servers of `run` would log to the console
            System.setProperty(LOGGING_CONFIGURATIONS.get(0), "classpath:conf/logging.xml");
        }
        System.exit(run(args));
    }

    static int run(String... args) {
        return commands().execute(args.length == 0 ? new String[] {"--help"} : args);
    }

    /** Runs a command that prints to these writers. {@link ExtendedClassPath} calls it. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return commands().setOut(out).setErr(err).execute(args);
    }

    /** Returns all commands, ready to be executed. */
    static CommandLine commands() {
        CommandLine commands = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100);
        commands.setParameterExceptionHandler(new ArgumentErrors());
        commands.setExecutionStrategy(Main::execute);
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(message(failure)));
            return ExitCode.of(failure);
        });
        commands.getSubcommands()
                .values()
                .forEach(command -> ExitCode.describe(command.getCommandSpec().usageMessage()));
        return commands;
    }

    /** Executes a command, in a loader of its own if it has the option {@code --classpath}. */
    private static int execute(ParseResult parsed) {
        CommandLine commands = parsed.commandSpec().commandLine();
        List<Path> added;
        try {
            added = parsed.hasSubcommand() ? FluxOptions.classPath(parsed.subcommand()) : List.of();
        } catch (IllegalArgumentException missing) {
            commands.getErr().println(commands.getColorScheme().errorText(missing.getMessage()));
            return ExitCode.UNUSABLE;
        }
        return added.isEmpty() || ExtendedClassPath.isActive()
                ? new RunLast().execute(parsed)
                : ExtendedClassPath.run(added, commands.getOut(), commands.getErr(), parsed.originalArgs());
    }

    /** Returns the message alone where this project wrote it. Any other exception is a bug or a failure of the machine, and its class is needed too. */
    private static String message(Exception failure) {
        if (failure instanceof FileSystemException unusable) {
            return unusable.getFile() + ": cannot be used: "
                    + (unusable.getReason() == null ? unusable.getClass().getSimpleName() : unusable.getReason());
        }
        boolean isOwnMessage = failure instanceof IllegalArgumentException
                || failure.getClass().getName().startsWith("io.riskstream.");
        return isOwnMessage && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }
}
