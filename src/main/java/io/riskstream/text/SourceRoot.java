package io.riskstream.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The directory to which the paths of {@link SourceFile}s are relative, on one thread and while an action runs. Without one it is the working directory. So a
 * Flux file of another project, or of an earlier revision, is built from the files beside it.
 */
public final class SourceRoot {
    private static final SourceRoot WORKING_DIRECTORY = new SourceRoot(Path.of(""), "the working directory", false);
    private static final ThreadLocal<SourceRoot> CURRENT = ThreadLocal.withInitial(() -> WORKING_DIRECTORY);

    private final Path directory;
    private final String name;
    private final boolean isComplete;

    private SourceRoot(Path directory, String name, boolean isComplete) {
        this.directory = directory;
        this.name = name;
        this.isComplete = isComplete;
    }

    /** Returns a directory; files that it lacks are taken from the working directory, or else from the class path. */
    public static SourceRoot of(Path directory) {
        return new SourceRoot(directory, directory.toString(), false);
    }

    /**
     * Returns a directory that contains all files; one that it lacks does not exist.
     *
     * @param name the name of the directory in messages
     */
    public static SourceRoot complete(Path directory, String name) {
        return new SourceRoot(directory, name, true);
    }

    /** Returns the directory of this thread. */
    public static SourceRoot current() {
        return CURRENT.get();
    }

    /** Runs an action with this directory, and returns its result. */
    public <T> T run(Supplier<T> action) {
        SourceRoot before = CURRENT.get();
        CURRENT.set(this);
        try {
            return action.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** Returns the path of a file. */
    public Path path(String file) {
        Path inside = directory.resolve(file);
        return isComplete || Files.exists(inside) ? inside : Path.of(file);
    }

    /** True if a file that the directory lacks does not exist. */
    public boolean isComplete() {
        return isComplete;
    }

    /** True if the directory has a file. */
    public boolean has(String file) {
        return Files.isRegularFile(directory.resolve(file));
    }

    /** True if paths are relative to another directory than the working directory. */
    public boolean isOther() {
        return this != WORKING_DIRECTORY;
    }

    /** Returns the name of the directory in messages. */
    @Override
    public String toString() {
        return name;
    }
}
