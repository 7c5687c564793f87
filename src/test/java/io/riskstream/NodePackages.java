package io.riskstream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Packages of Node that tests use, in the versions of a lock file. */
public final class NodePackages {
    private NodePackages() {}

    /**
     * Installs the packages of {@code src/test/NAME} below {@code target/NAME} at the first use, or skips the test if the machine has no Node.
     *
     * @param file a file of a package, such as {@code axe-core/axe.min.js}
     * @return the path of the file
     */
    public static Path installed(String name, String file) {
        assumeTrue(
                Programs.find("node").isPresent() && Programs.find("npm").isPresent(),
                "there is no node and npm on the path");
        Path target = Path.of("target", name);
        Path found = target.resolve("node_modules").resolve(file);
        try {
            if (!Files.exists(found)) {
                install(Path.of("src/test", name), target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while packages were installed", e);
        }
        return found;
    }

    private static void install(Path source, Path target) throws IOException, InterruptedException {
        Files.createDirectories(target);
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(source.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(target.toFile())
                .redirectErrorStream(true)
                .redirectOutput(target.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IllegalStateException("`npm ci` failed; see " + target.resolve("npm.log"));
        }
    }
}
