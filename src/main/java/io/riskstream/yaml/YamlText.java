package io.riskstream.yaml;

import io.riskstream.text.FilePosition;

/** The text of a YAML file as the parser reads it, with the position in the file of each of its characters. */
public interface YamlText {
    /** Returns the name of the file, for messages. */
    String file();

    /** Returns the text that the parser reads. It differs from the file if placeholders in the file are replaced first. */
    String text();

    /**
     * Returns the position in the file of a part of the text. The position ends with its first line.
     *
     * @param from in code points, as SnakeYAML counts them
     * @param to in code points, exclusive
     */
    FilePosition position(int from, int to);
}
