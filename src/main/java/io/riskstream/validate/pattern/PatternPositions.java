package io.riskstream.validate.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The places in a regular expression that a character can be matched at, and which may follow which (Glushkov, 1961). A repetition of a fixed number
 * of times is written out.
 */
final class PatternPositions {
    private static final int MOST = 2_000;

    /** @param empty whether it also stands for nothing */
    record Part(boolean empty, BitSet first, BitSet last) {}

    private final List<CharClass> characters = new ArrayList<>();
    private final List<BitSet> following = new ArrayList<>();

    /** By position, what is matched there. */
    List<CharClass> characters() {
        return characters;
    }

    BitSet following(int position) {
        return following.get(position);
    }

    Part add(PatternNode node) throws PatternParser.Unsupported {
        if (node instanceof PatternNode.One one) {
            return one(one.characters());
        }
        if (node instanceof PatternNode.Sequence sequence) {
            Part all = nothing();
            for (PatternNode part : sequence.parts()) {
                all = then(all, add(part));
            }
            return all;
        }
        if (node instanceof PatternNode.Either either) {
            boolean empty = false;
            BitSet first = new BitSet();
            BitSet last = new BitSet();
            for (PatternNode branch : either.branches()) {
                Part part = add(branch);
                empty |= part.empty;
                first.or(part.first);
                last.or(part.last);
            }
            return new Part(empty, first, last);
        }
        return repeat((PatternNode.Repeat) node);
    }

    private Part repeat(PatternNode.Repeat repeat) throws PatternParser.Unsupported {
        Part all = nothing();
        int times = Math.max(repeat.most(), repeat.least() + (repeat.most() < 0 ? 1 : 0));
        for (int i = 0; i < times; i++) {
            Part part = add(repeat.part());
            if (part.first.isEmpty()) {
                return nothing(); // nothing, however often; to add it a thousand thousand times would take for ever
            }
            if (repeat.most() < 0 && i == repeat.least()) {
                follow(part.last, part.first);
            }
            all = then(all, i < repeat.least() ? part : new Part(true, part.first, part.last));
        }
        return all;
    }

    private static Part nothing() {
        return new Part(true, new BitSet(), new BitSet());
    }

    private Part one(CharClass character) throws PatternParser.Unsupported {
        if (characters.size() == MOST) {
            throw new PatternParser.Unsupported("more than " + MOST + " places for a character");
        }
        BitSet position = new BitSet();
        position.set(characters.size());
        characters.add(character);
        following.add(new BitSet());
        return new Part(false, position, position);
    }

    private Part then(Part a, Part b) {
        follow(a.last, b.first);
        return new Part(
                a.empty && b.empty,
                a.empty ? union(a.first, b.first) : a.first,
                b.empty ? union(a.last, b.last) : b.last);
    }

    private void follow(BitSet last, BitSet first) {
        last.stream().forEach(position -> following.get(position).or(first));
    }

    private static BitSet union(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.or(b);
        return both;
    }
}
