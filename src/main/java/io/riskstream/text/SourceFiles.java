package io.riskstream.text;

/** Where a file's text, and the files that it names, are read. */
@FunctionalInterface
public interface SourceFiles {
    /** The working directory, or else the class path; see {@link SourceFile#read}. */
    SourceFiles DEFAULT = SourceFile::read;

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if there is no such file, or it cannot be read; see {@link SourceFile#read}
     */
    SourceFile read(String name);
}
