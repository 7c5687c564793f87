package io.riskstream.validate.pattern;

import com.google.common.collect.ImmutableRangeSet;
import dk.brics.automaton.Automaton;
import dk.brics.automaton.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles a regular expression to an automaton of dk.brics.automaton, and the automaton to the table of a deterministic one. The automaton accepts the symbols
 * of a text that contains a match, followed by {@link PatternAlphabet#endOfText}.
 */
public final class PatternCompiler {
    /** An expression such as {@code a.{20}b} needs a million states. */
    private static final int MAX_STATES = 1_000;

    private static final int MAX_CHARACTERS = 2_000;
    private static final int MAX_TRANSITIONS = 100_000;
    private static final String TOO_LARGE = "repetitions of optional parts that are too large";
    private static final PatternNode ANY_TEXT =
            new PatternNode.Repetition(new PatternNode.Characters(CodePoints.ALL), 0, PatternNode.Repetition.UNBOUNDED);

    private final PatternAlphabet alphabet;

    private PatternCompiler(PatternAlphabet alphabet) {
        this.alphabet = alphabet;
    }

    /**
     * Compiles an expression.
     *
     * @param expression a valid expression, see {@link EcmaExpression#compile}
     * @throws UnsupportedPatternException if the expression has a part that is not supported, or needs too large an automaton
     */
    public static TextPattern compile(String expression) throws UnsupportedPatternException {
        List<PatternNode.Branch> branches = PatternParser.parse(expression);
        List<ImmutableRangeSet<Integer>> classes = new ArrayList<>(List.of(CodePoints.ALL));
        int characters = 0;
        for (PatternNode.Branch branch : branches) {
            characters += characters(branch.part(), classes);
        }
        if (characters > MAX_CHARACTERS) {
            throw new UnsupportedPatternException(
                    "more than " + MAX_CHARACTERS + " characters with its repetitions written out");
        }
        PatternAlphabet alphabet = new PatternAlphabet(classes);
        PatternCompiler compiler = new PatternCompiler(alphabet);
        return compiler.deterministic(compiler.automaton(branches));
    }

    /**
     * Collects the classes of a part, and returns the number of characters in it with its repetitions written out, at most one more than the limit for
     * each part.
     */
    private static int characters(PatternNode node, List<ImmutableRangeSet<Integer>> classes) {
        int count = 0;
        if (node instanceof PatternNode.Characters characters) {
            classes.add(characters.codePoints());
            count = 1;
        } else if (node instanceof PatternNode.Sequence sequence) {
            for (PatternNode part : sequence.parts()) {
                count += characters(part, classes);
            }
        } else if (node instanceof PatternNode.Alternatives alternatives) {
            for (PatternNode branch : alternatives.branches()) {
                count += characters(branch, classes);
            }
        } else if (node instanceof PatternNode.Repetition repetition) {
            count = characters(repetition.part(), classes) * Math.max(1, Math.max(repetition.min(), repetition.max()));
        }
        return Math.min(count, MAX_CHARACTERS + 1);
    }

    private Automaton automaton(List<PatternNode.Branch> branches) throws UnsupportedPatternException {
        List<Automaton> all = new ArrayList<>();
        for (PatternNode.Branch branch : branches) {
            List<Automaton> parts = new ArrayList<>();
            if (!branch.anchoredAtStart()) {
                parts.add(automaton(ANY_TEXT));
            }
            parts.add(automaton(branch.part()));
            parts.add(branch.anchoredAtEnd() ? Automaton.makeChar(alphabet.endOfText()) : Automaton.makeAnyString());
            all.add(Automaton.concatenate(parts));
        }
        return Automaton.union(all);
    }

    private Automaton automaton(PatternNode node) throws UnsupportedPatternException {
        if (node instanceof PatternNode.Characters characters) {
            return Automaton.makeCharSet(alphabet.symbols(characters.codePoints()));
        }
        if (node instanceof PatternNode.Sequence sequence) {
            return Automaton.concatenate(automata(sequence.parts()));
        }
        if (node instanceof PatternNode.Alternatives alternatives) {
            return Automaton.union(automata(alternatives.branches()));
        }
        PatternNode.Repetition repetition = (PatternNode.Repetition) node;
        Automaton part = automaton(repetition.part());
        if (part.isEmptyString()) {
            return part; // written out, nested repetitions of the empty text would take forever
        }
        long times = Math.max(repetition.min(), repetition.max());
        boolean isOptional = part.getInitialState().isAccept(); // each copy is connected with all before it
        if (isOptional && times * times / 2 * part.getNumberOfTransitions() > MAX_TRANSITIONS) {
            throw new UnsupportedPatternException(TOO_LARGE);
        }
        Automaton repeated = repetition.max() == PatternNode.Repetition.UNBOUNDED
                ? part.repeat(repetition.min())
                : part.repeat(repetition.min(), repetition.max());
        if (repeated.getNumberOfTransitions() > MAX_TRANSITIONS) {
            throw new UnsupportedPatternException(TOO_LARGE);
        }
        return repeated;
    }

    private List<Automaton> automata(List<PatternNode> nodes) throws UnsupportedPatternException {
        List<Automaton> automata = new ArrayList<>();
        for (PatternNode node : nodes) {
            automata.add(automaton(node));
        }
        return automata;
    }

    /**
     * Builds sets of states as {@link Automaton#determinize} does, which has no limit for their number. The library's own table would have 65,536
     * elements for every alphabet.
     */
    private TextPattern deterministic(Automaton automaton) throws UnsupportedPatternException {
        Map<Set<State>, Integer> known = new HashMap<>();
        Deque<Set<State>> pending = new ArrayDeque<>();
        List<int[]> transitions = new ArrayList<>();
        Set<State> initial = Set.of(automaton.getInitialState());
        known.put(initial, TextPattern.INITIAL);
        pending.add(initial);
        while (!pending.isEmpty()) {
            Set<State> states = pending.remove();
            int[] row = new int[alphabet.size()];
            for (char symbol = 0; symbol < alphabet.endOfText(); symbol++) {
                Set<State> next = next(states, symbol);
                if (next.isEmpty()) {
                    row[symbol] = TextPattern.NO_STATE;
                } else {
                    Integer number = known.get(next);
                    if (number == null) {
                        number = known.size();
                        known.put(next, number);
                        pending.add(next);
                    }
                    row[symbol] = number;
                }
            }
            boolean found = next(states, alphabet.endOfText()).stream().anyMatch(State::isAccept);
            row[alphabet.endOfText()] = found ? TextPattern.FOUND : TextPattern.NO_STATE;
            transitions.add(row);
            if (known.size() > MAX_STATES) {
                throw new UnsupportedPatternException("more than " + MAX_STATES + " states");
            }
        }
        return new TextPattern(transitions.toArray(int[][]::new), alphabet);
    }

    private static Set<State> next(Set<State> states, char symbol) {
        Set<State> next = new HashSet<>();
        for (State state : states) {
            state.step(symbol, next);
        }
        return next;
    }
}
