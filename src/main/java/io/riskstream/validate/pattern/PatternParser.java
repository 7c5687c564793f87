package io.riskstream.validate.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the regular expressions that JSON Schema recommends and most schemas use: characters, classes, groups, choices, repetitions, and anchors at
 * the ends. Each means what {@link java.util.regex.Pattern} takes it for; one that Java alone, or ECMAScript alone, gives a meaning is refused.
 */
public final class PatternParser {
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

    private static final int DEEPEST = 50;
    private static final int MOST_TIMES = 1_000;

    /** Why an expression is left to the library: for "the pattern has ...". */
    public static final class Unsupported extends Exception {
        Unsupported(String what) {
            super(what);
        }
    }

    private final String text;
    private int at;
    private int depth;

    private PatternParser(String text) {
        this.text = text;
    }

    /** The branches of an expression that {@link java.util.regex.Pattern} has taken. */
    static List<PatternNode.Branch> parse(String text) throws Unsupported {
        return new PatternParser(text).branches();
    }

    private List<PatternNode.Branch> branches() throws Unsupported {
        List<PatternNode.Branch> branches = new ArrayList<>();
        do {
            boolean fromStart = skip('^');
            PatternNode part = sequence();
            boolean toEnd = skip('$');
            if (at < text.length() && text.charAt(at) != '|') {
                throw new Unsupported("'$' inside");
            }
            branches.add(new PatternNode.Branch(fromStart, part, toEnd));
        } while (skip('|'));
        return branches;
    }

    private PatternNode either() throws Unsupported {
        List<PatternNode> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (skip('|'));
        return branches.size() == 1 ? branches.get(0) : new PatternNode.Either(branches);
    }

    /** As far as the end, a bar, a closing parenthesis, or the anchor at the end. */
    private PatternNode sequence() throws Unsupported {
        List<PatternNode> parts = new ArrayList<>();
        while (at < text.length() && "|)$".indexOf(text.charAt(at)) < 0) {
            PatternNode part = atom();
            while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
                part = repeat(part);
            }
            parts.add(part);
        }
        return parts.size() == 1 ? parts.get(0) : new PatternNode.Sequence(parts);
    }

    private PatternNode repeat(PatternNode part) throws Unsupported {
        int least;
        int most;
        switch (text.charAt(at++)) {
            case '*' -> {
                least = 0;
                most = -1;
            }
            case '+' -> {
                least = 1;
                most = -1;
            }
            case '?' -> {
                least = 0;
                most = 1;
            }
            default -> {
                least = times();
                most = least;
                if (skip(',')) {
                    most = at < text.length() && text.charAt(at) == '}' ? -1 : times();
                }
                expect('}');
            }
        }
        if (skip('+')) {
            throw new Unsupported("a possessive repetition");
        }
        skip('?'); // a lazy one finds another match, but finds one as often
        if (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
            throw new Unsupported("a repetition of a repetition");
        }
        return new PatternNode.Repeat(part, least, most);
    }

    private int times() throws Unsupported {
        int from = at;
        int times = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            times = times * 10 + text.charAt(at++) - '0';
            if (times > MOST_TIMES) {
                throw new Unsupported("a repetition of more than " + MOST_TIMES + " times");
            }
        }
        if (at == from) {
            throw new Unsupported("braces that are no repetition");
        }
        return times;
    }

    private PatternNode atom() throws Unsupported {
        int c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> new PatternNode.One(set());
            case '.' -> new PatternNode.One(CharClass.LINE_END.complement());
            case '\\' -> new PatternNode.One(escape());
            case '^' -> throw new Unsupported("'^' inside");
            default -> new PatternNode.One(CharClass.of(plain(c)));
        };
    }

    private PatternNode group() throws Unsupported {
        if (++depth > DEEPEST) {
            throw new Unsupported("more than " + DEEPEST + " groups inside each other");
        }
        if (skip('?') && !skip(':')) {
            throw new Unsupported("a group that begins with '(?" + following() + "'");
        }
        PatternNode inner = either();
        expect(')');
        depth--;
        return inner;
    }

    private CharClass set() throws Unsupported {
        boolean negated = skip('^');
        CharClass all = CharClass.NONE;
        if (at < text.length() && text.charAt(at) == ']') {
            throw new Unsupported("']' at the start of a class");
        }
        while (!skip(']')) {
            CharClass member = member();
            boolean range = at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
            if (range) {
                at++;
                member = CharClass.range(single(member), single(member()));
            }
            all = all.or(member);
        }
        if (negated && !all.hasComplement()) {
            throw new Unsupported("a negated class of categories and characters");
        }
        return negated ? all.complement() : all;
    }

    private CharClass member() throws Unsupported {
        int c = next();
        if (c == '\\') {
            return escape();
        }
        if (c == '[' || c == '&' && following().equals("&")) {
            throw new Unsupported("a class inside a class");
        }
        return CharClass.of(plain(c));
    }

    private static int single(CharClass member) throws Unsupported {
        if (member.categories() == 0 && member.ranges().size() == 1) {
            CharClass.Range range = member.ranges().get(0);
            if (range.first() == range.last()) {
                return range.first();
            }
        }
        throw new Unsupported("a range to or from a class");
    }

    /** A surrogate that stands alone would be half of a character of the text. */
    private static int plain(int c) throws Unsupported {
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw new Unsupported("half a character");
        }
        return c;
    }

    private CharClass escape() throws Unsupported {
        int c = next();
        return switch (c) {
            case 'd' -> CharClass.DIGIT;
            case 'D' -> CharClass.DIGIT.complement();
            case 'w' -> CharClass.WORD;
            case 'W' -> CharClass.WORD.complement();
            case 's' -> CharClass.SPACE;
            case 'S' -> CharClass.SPACE.complement();
            case 't' -> CharClass.of('\t');
            case 'n' -> CharClass.of('\n');
            case 'r' -> CharClass.of('\r');
            case 'f' -> CharClass.of('\f');
            case 'x' -> CharClass.of(hex(2));
            case 'u' -> CharClass.of(plain(hex(4)));
            case 'p' -> CharClass.ofCategories(category());
            case 'P' -> CharClass.ofCategories(category()).complement();
            default -> {
                if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
                    throw new Unsupported("'\\" + (char) c + "'");
                }
                yield CharClass.of(plain(c));
            }
        };
    }

    private int hex(int digits) throws Unsupported {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw new Unsupported("an escape that is cut short");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private int category() throws Unsupported {
        expect('{');
        int end = text.indexOf('}', at);
        String name = text.substring(at, Math.max(end, at));
        Integer category = CATEGORIES.get(name);
        if (category == null) {
            throw new Unsupported("the property '" + name + "'");
        }
        at = end + 1;
        return category;
    }

    private int next() throws Unsupported {
        if (at >= text.length()) {
            throw new Unsupported("no end");
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(char c) throws Unsupported {
        if (!skip(c)) {
            throw new Unsupported("'" + following() + "' in place of '" + c + "'");
        }
    }

    private String following() {
        return at < text.length() ? text.substring(at, at + 1) : "";
    }

    private static int bits(byte... types) {
        int bits = 0;
        for (byte type : types) {
            bits |= 1 << type;
        }
        return bits;
    }
}
