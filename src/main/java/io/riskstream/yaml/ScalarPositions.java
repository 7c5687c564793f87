package io.riskstream.yaml;

import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds the place in the file of a character of a scalar's value, by walking both side by side. */
final class ScalarPositions {
    private final String file;
    private final ScalarNode scalar;

    ScalarPositions(String file, ScalarNode scalar) {
        this.file = file;
        this.scalar = scalar;
    }

    YamlPosition of(int offset) {
        int start = file.offsetByCodePoints(0, scalar.getStartMark().getIndex());
        return switch (scalar.getScalarStyle()) {
            case PLAIN -> after(start, offset);
            case SINGLE_QUOTED, DOUBLE_QUOTED -> after(start + 1, offset);
            case LITERAL -> inLiteral(offset);
            case FOLDED -> inFolded(start, offset);
        };
    }

    /** As in a plain text, from the line after its sign; the sign's own place where lines of their own indentation, which are not folded, are in the way. */
    private YamlPosition inFolded(int start, int offset) {
        int at = indexAfter(endOfBlank(file.indexOf('\n', start)), offset);
        String value = scalar.getValue();
        boolean found = offset == value.length()
                || Character.isWhitespace(value.charAt(offset))
                || at < file.length() && file.charAt(at) == value.charAt(offset);
        return found ? placeAt(at) : YamlPosition.of(scalar.getStartMark());
    }

    private YamlPosition after(int from, int offset) {
        return placeAt(indexAfter(from, offset));
    }

    private int indexAfter(int from, int offset) {
        int at = from;
        for (int done = 0; done < offset && at < file.length(); ) {
            int blank = endOfBlank(at);
            int lines = lines(at, blank);
            if (lines > 0) {
                // one line break is folded into a space, and of several all but one are kept
                done += Math.max(1, lines - 1);
                at = blank;
            } else {
                done++;
                at += width(at);
            }
        }
        return at;
    }

    private YamlPosition placeAt(int at) {
        int lineStart = file.lastIndexOf('\n', at - 1) + 1;
        return new YamlPosition(lines(0, at) + 1, file.codePointCount(lineStart, at) + 1);
    }

    private int endOfBlank(int at) {
        int end = at;
        while (end < file.length() && " \t\r\n".indexOf(file.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private int lines(int from, int to) {
        return (int) file.substring(from, to).chars().filter(c -> c == '\n').count();
    }

    /** How many characters of the file make the next one of the value. */
    private int width(int at) {
        char c = file.charAt(at);
        return switch (scalar.getScalarStyle()) {
            case SINGLE_QUOTED -> c == '\'' ? 2 : 1;
            case DOUBLE_QUOTED -> {
                if (c != '\\' || at + 1 == file.length()) {
                    yield 1;
                }
                yield switch (file.charAt(at + 1)) {
                    case 'x' -> 4;
                    case 'u' -> 6;
                    case 'U' -> 10;
                    default -> 2;
                };
            }
            default -> 1;
        };
    }

    /** A literal block begins on the line after its sign, and keeps its lines as they are, less their indentation. */
    private YamlPosition inLiteral(int offset) {
        String before = scalar.getValue().substring(0, offset);
        String[] valueLines = scalar.getValue().split("\n", -1);
        int row = (int) before.chars().filter(c -> c == '\n').count();
        int line = scalar.getStartMark().getLine() + 1 + row;
        String inFile = file.lines().skip(line).findFirst().orElse("");
        int indent = Math.max(0, inFile.length() - valueLines[row].length());
        int inRow = offset - (before.lastIndexOf('\n') + 1);
        return new YamlPosition(line + 1, inFile.codePointCount(0, Math.min(inFile.length(), indent + inRow)) + 1);
    }
}
