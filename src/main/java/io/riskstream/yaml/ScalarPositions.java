package io.riskstream.yaml;

import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds the index in a text of a character of a scalar's value, by reading the value and its notation in parallel. */
final class ScalarPositions {
    private static final String BLANKS = " \t\r\n";

    private final String text;
    private final ScalarNode scalar;
    /** In chars. */
    private final int start;

    private ScalarPositions(String text, ScalarNode scalar) {
        this.text = text;
        this.scalar = scalar;
        this.start = text.offsetByCodePoints(0, scalar.getStartMark().getIndex());
    }

    /**
     * Returns the index of a character.
     *
     * @param offset in the value of the scalar, in chars
     * @return in code points
     */
    static int index(String text, ScalarNode scalar, int offset) {
        ScalarPositions positions = new ScalarPositions(text, scalar);
        int index =
                switch (scalar.getScalarStyle()) {
                    case PLAIN -> positions.indexAfter(positions.start, offset);
                    case SINGLE_QUOTED, DOUBLE_QUOTED -> positions.indexAfter(positions.start + 1, offset);
                    case LITERAL -> positions.inLiteral(offset);
                    case FOLDED -> positions.inFolded(offset);
                };
        return text.codePointCount(0, Math.min(index, text.length()));
    }

    /** Returns the index in a folded block, whose value begins on the line after the indicator. Returns the index of the indicator if the text has lines with a deeper indentation, which YAML does not fold, because the result would be wrong. */
    private int inFolded(int offset) {
        int index = indexAfter(endOfBlanks(text.indexOf('\n', start)), offset);
        String value = scalar.getValue();
        boolean found = offset == value.length()
                || Character.isWhitespace(value.charAt(offset))
                || index < text.length() && text.charAt(index) == value.charAt(offset);
        return found ? index : start;
    }

    private int indexAfter(int from, int offset) {
        int index = from;
        for (int read = 0; read < offset && index < text.length(); ) {
            int end = endOfBlanks(index);
            int lineBreaks = (int)
                    text.substring(index, end).chars().filter(c -> c == '\n').count();
            if (lineBreaks > 0) {
                // YAML folds one line break into a space, and drops one of several
                read += Math.max(1, lineBreaks - 1);
                index = end;
            } else {
                read++;
                index += width(index);
            }
        }
        return index;
    }

    private int endOfBlanks(int from) {
        int end = from;
        while (end < text.length() && BLANKS.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    /** Returns how many chars of the text represent the next char of the value. */
    private int width(int index) {
        char c = text.charAt(index);
        return switch (scalar.getScalarStyle()) {
            case SINGLE_QUOTED -> c == '\'' ? 2 : 1;
            case DOUBLE_QUOTED -> {
                if (c != '\\' || index + 1 == text.length()) {
                    yield 1;
                }
                yield switch (text.charAt(index + 1)) {
                    case 'x' -> 4;
                    case 'u' -> 6;
                    case 'U' -> 10;
                    default -> 2;
                };
            }
            default -> 1;
        };
    }

    /** Returns the index in a literal block. Its value begins on the line after the indicator, and has the lines of the text without their indentation. */
    private int inLiteral(int offset) {
        String before = scalar.getValue().substring(0, offset);
        String[] valueLines = scalar.getValue().split("\n", -1);
        int row = (int) before.chars().filter(c -> c == '\n').count();
        int lineStart = text.indexOf('\n', start) + 1;
        for (int i = 0; i < row; i++) {
            lineStart = text.indexOf('\n', lineStart) + 1;
        }
        int lineEnd = text.indexOf('\n', lineStart);
        int length = (lineEnd < 0 ? text.length() : lineEnd) - lineStart;
        int indentation = Math.max(0, length - valueLines[row].length());
        int column = offset - (before.lastIndexOf('\n') + 1);
        return lineStart + Math.min(length, indentation + column);
    }
}
