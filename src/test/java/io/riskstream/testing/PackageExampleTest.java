package io.riskstream.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the package's Javadoc compiles, and its tests pass. */
class PackageExampleTest {
    private static final Path PACKAGE = Path.of("src/main/java/io/riskstream/testing/package-info.java");
    private static final Pattern BLOCK =
            Pattern.compile("<pre>\\{@code\\R(.*?)^ \\* \\}</pre>", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String IMPORTS = """
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import io.riskstream.event.*;
            import io.riskstream.stage.*;
            import io.riskstream.testing.*;
            import java.nio.charset.StandardCharsets;
            import java.nio.file.*;
            import java.time.*;
            import java.time.temporal.ChronoUnit;
            import java.util.*;
            """;

    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(PACKAGE));
        while (block.find()) {
            blocks.add(block.group(1).replaceAll("(?m)^ \\* ?", ""));
        }
        return blocks;
    }

    private static Path write(Path directory, String name, String source) throws IOException {
        return Files.writeString(directory.resolve(name), IMPORTS + source);
    }

    @Test
    void compilesAndPasses(@TempDir Path directory) throws Exception {
        List<String> blocks = blocks();
        assertEquals(3, blocks.size());
        String tests = "public final class Example { public static void stage() throws Exception { " + blocks.get(1)
                + "} public static void fluxFile() throws Exception { " + blocks.get(2) + "} }";
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-d",
                        directory.toString(),
                        write(directory, "ReportDelay.java", blocks.get(0)).toString(),
                        write(directory, "Example.java", tests).toString());
        assertEquals(0, compiled, "the example does not compile; see standard error");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> example = loader.loadClass("Example");
            for (String test : List.of("stage", "fluxFile")) {
                try {
                    example.getMethod(test).invoke(null);
                } catch (InvocationTargetException e) {
                    throw new AssertionError(test + " fails", e.getCause());
                }
            }
        }
    }
}
