package io.riskstream.validate.pattern;

import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the regular expressions that JSON Schema recommends: characters, classes, groups, alternatives, repetitions, and anchors at both ends. Each has
 * the meaning that ECMA-262 gives it, without flags. A construct that only Java or only ECMAScript defines is not supported.
 */
final class PatternParser {
    private static final int LETTERS = bits(
            Character.UPPERCASE_LETTER,
            Character.LOWERCASE_LETTER,
            Character.TITLECASE_LETTER,
            Character.MODIFIER_LETTER,
            Character.OTHER_LETTER);
    private static final int MARKS =
            bits(Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK);
    private static final int NUMERALS =
            bits(Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER);
    private static final int SEPARATORS =
            bits(Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR);
    /** Unicode's general categories by their short names. */
    private static final Map<String, Integer> CATEGORIES = Map.of(
            "L", LETTERS,
            "Lu", bits(Character.UPPERCASE_LETTER),
            "Ll", bits(Character.LOWERCASE_LETTER),
            "Lt", bits(Character.TITLECASE_LETTER),
            "M", MARKS,
            "Mn", bits(Character.NON_SPACING_MARK),
            "N", NUMERALS,
            "Nd", bits(Character.DECIMAL_DIGIT_NUMBER),
            "Z", SEPARATORS,
            "Zs", bits(Character.SPACE_SEPARATOR));

    private static final int MAX_DEPTH = 50;
    private static final int MAX_TIMES = 1_000;
    private static final String REPETITION_MARKS = "*+?{";

    private final String expression;
    private int position;
    private int depth;

    private PatternParser(String expression) {
        this.expression = expression;
    }

    /**
     * Returns the branches of an expression.
     *
     * @param expression a valid expression, see {@link EcmaExpression#compile}
     */
    static List<PatternNode.Branch> parse(String expression) throws UnsupportedPatternException {
        return new PatternParser(expression).branches();
    }

    private List<PatternNode.Branch> branches() throws UnsupportedPatternException {
        List<PatternNode.Branch> branches = new ArrayList<>();
        do {
            boolean anchoredAtStart = skip('^');
            PatternNode part = sequence();
            boolean anchoredAtEnd = skip('$');
            if (position < expression.length() && !isNext("|")) {
                throw new UnsupportedPatternException("'$' inside");
            }
            branches.add(new PatternNode.Branch(anchoredAtStart, part, anchoredAtEnd));
        } while (skip('|'));
        return branches;
    }

    private PatternNode alternatives() throws UnsupportedPatternException {
        List<PatternNode> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (skip('|'));
        return branches.size() == 1 ? branches.get(0) : new PatternNode.Alternatives(branches);
    }

    /** Reads up to the end, a bar, a closing parenthesis, or the anchor at the end. */
    private PatternNode sequence() throws UnsupportedPatternException {
        List<PatternNode> parts = new ArrayList<>();
        while (position < expression.length() && !isNext("|)$")) {
            PatternNode part = atom();
            while (isNext(REPETITION_MARKS)) {
                part = repeat(part);
            }
            parts.add(part);
        }
        return parts.size() == 1 ? parts.get(0) : new PatternNode.Sequence(parts);
    }

    private PatternNode repeat(PatternNode part) throws UnsupportedPatternException {
        int min;
        int max;
        switch (expression.charAt(position++)) {
            case '*' -> {
                min = 0;
                max = PatternNode.Repetition.UNBOUNDED;
            }
            case '+' -> {
                min = 1;
                max = PatternNode.Repetition.UNBOUNDED;
            }
            case '?' -> {
                min = 0;
                max = 1;
            }
            default -> {
                min = times();
                max = min;
                if (skip(',')) {
                    max = isNext("}") ? PatternNode.Repetition.UNBOUNDED : times();
                }
                expect('}');
            }
        }
        if (skip('+')) {
            throw new UnsupportedPatternException("a possessive repetition");
        }
        skip('?'); // a lazy repetition matches other parts of a text, but of the same texts
        if (isNext(REPETITION_MARKS)) {
            throw new UnsupportedPatternException("a repetition of a repetition");
        }
        return new PatternNode.Repetition(part, min, max);
    }

    private int times() throws UnsupportedPatternException {
        int from = position;
        int times = 0;
        while (isNext("0123456789")) {
            times = times * 10 + expression.charAt(position++) - '0';
            if (times > MAX_TIMES) {
                throw new UnsupportedPatternException("a repetition of more than " + MAX_TIMES + " times");
            }
        }
        if (position == from) {
            throw new UnsupportedPatternException("braces that are not a repetition");
        }
        return times;
    }

    private PatternNode atom() throws UnsupportedPatternException {
        int c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> new PatternNode.Characters(set());
            case '.' -> new PatternNode.Characters(CodePoints.complement(CodePoints.LINE_TERMINATORS));
            case '\\' -> new PatternNode.Characters(escape());
            case '^' -> throw new UnsupportedPatternException("'^' inside");
            case '*', '+', '?', '{' -> throw new UnsupportedPatternException("a repetition of nothing");
            default -> new PatternNode.Characters(CodePoints.of(wholeCharacter(c)));
        };
    }

    private PatternNode group() throws UnsupportedPatternException {
        if (++depth > MAX_DEPTH) {
            throw new UnsupportedPatternException("more than " + MAX_DEPTH + " nested groups");
        }
        if (skip('?') && !skip(':')) {
            throw new UnsupportedPatternException("a group that begins with '(?" + following() + "'");
        }
        PatternNode inner = alternatives();
        expect(')');
        depth--;
        return inner;
    }

    private ImmutableRangeSet<Integer> set() throws UnsupportedPatternException {
        boolean negated = skip('^');
        ImmutableRangeSet<Integer> all = ImmutableRangeSet.of();
        if (isNext("]")) {
            throw new UnsupportedPatternException("']' at the start of a class");
        }
        while (!skip(']')) {
            ImmutableRangeSet<Integer> member = member();
            if (isNext("-") && !expression.startsWith("-]", position)) {
                position++;
                member = CodePoints.range(single(member), single(member()));
            }
            all = all.union(member);
        }
        return negated ? CodePoints.complement(all) : all;
    }

    private ImmutableRangeSet<Integer> member() throws UnsupportedPatternException {
        int c = next();
        if (c == '\\') {
            return escape();
        }
        if (c == '[' || c == '&' && following().equals("&")) {
            throw new UnsupportedPatternException("a class inside a class");
        }
        return CodePoints.of(wholeCharacter(c));
    }

    private static int single(ImmutableRangeSet<Integer> member) throws UnsupportedPatternException {
        Range<Integer> span = member.span();
        if (span.upperEndpoint() - span.lowerEndpoint() != 1) {
            throw new UnsupportedPatternException("a range to or from a class");
        }
        return span.lowerEndpoint();
    }

    /** Rejects an unpaired surrogate: it would match one half of a character of the text. */
    private static int wholeCharacter(int c) throws UnsupportedPatternException {
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw new UnsupportedPatternException("an unpaired surrogate");
        }
        return c;
    }

    private ImmutableRangeSet<Integer> escape() throws UnsupportedPatternException {
        int c = next();
        return switch (c) {
            case 'd' -> CodePoints.DIGITS;
            case 'D' -> CodePoints.complement(CodePoints.DIGITS);
            case 'w' -> CodePoints.WORD_CHARACTERS;
            case 'W' -> CodePoints.complement(CodePoints.WORD_CHARACTERS);
            case 's' -> CodePoints.SPACES;
            case 'S' -> CodePoints.complement(CodePoints.SPACES);
            case 't' -> CodePoints.of('\t');
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 'f' -> CodePoints.of('\f');
            case 'x' -> CodePoints.of(hex(2));
            case 'u' -> CodePoints.of(wholeCharacter(hex(4)));
            case 'p' -> CodePoints.ofCategories(category());
            case 'P' -> CodePoints.complement(CodePoints.ofCategories(category()));
            default -> {
                if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
                    throw new UnsupportedPatternException("'\\" + (char) c + "'");
                }
                yield CodePoints.of(wholeCharacter(c));
            }
        };
    }

    private int hex(int digits) throws UnsupportedPatternException {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw new UnsupportedPatternException("an incomplete escape");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private int category() throws UnsupportedPatternException {
        expect('{');
        int end = expression.indexOf('}', position);
        String name = expression.substring(position, Math.max(end, position));
        Integer category = CATEGORIES.get(name);
        if (category == null) {
            throw new UnsupportedPatternException("the property '" + name + "'");
        }
        position = end + 1;
        return category;
    }

    private int next() throws UnsupportedPatternException {
        if (position >= expression.length()) {
            throw new UnsupportedPatternException("an incomplete end");
        }
        int c = expression.codePointAt(position);
        position += Character.charCount(c);
        return c;
    }

    private boolean skip(char c) {
        boolean found = isNext(String.valueOf(c));
        if (found) {
            position++;
        }
        return found;
    }

    private boolean isNext(String characters) {
        return position < expression.length() && characters.indexOf(expression.charAt(position)) >= 0;
    }

    private void expect(char c) throws UnsupportedPatternException {
        if (!skip(c)) {
            throw new UnsupportedPatternException("'" + following() + "' in place of '" + c + "'");
        }
    }

    private String following() {
        return position < expression.length() ? expression.substring(position, position + 1) : "";
    }

    private static int bits(byte... types) {
        int bits = 0;
        for (byte type : types) {
            bits |= 1 << type;
        }
        return bits;
    }
}
