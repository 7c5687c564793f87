package io.riskstream.expression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The macros around the place that is being compiled, with their variables. A variable hides fields, and variables further out, of the same name. */
final class MacroScopes {
    /** @param macros the functions over lists inside the macro */
    private record Scope(String variable, Code value, List<Deciding> macros) {}

    private final Deque<Scope> open = new ArrayDeque<>();
    private final List<Deciding> outermost = new ArrayList<>();
    private boolean used;

    /** Returns how many macros are around this place. */
    int depth() {
        return open.size();
    }

    /** True if the expression has a function over the elements of a list. */
    boolean used() {
        return used;
    }

    /** Begins the arguments of a macro. */
    void open(String variable, Code value) {
        open.push(new Scope(variable, value, new ArrayList<>()));
        used = true;
    }

    /** Ends the arguments of a macro, and returns the functions over lists inside them. */
    List<Deciding> close() {
        return open.pop().macros();
    }

    /** Records a function over the elements of a list. */
    void add(Deciding macro) {
        (open.isEmpty() ? outermost : open.element().macros()).add(macro);
        used = true;
    }

    /** Returns the functions over lists that are not inside another one, in the order of the text. */
    List<Deciding> outermost() {
        return outermost;
    }

    /** Returns the value of the variable with which a path begins; empty if it begins with the name of a field. */
    Optional<Code> variable(Ast.Path path) {
        return open.stream()
                .filter(scope -> scope.variable().equals(path.root()))
                .map(Scope::value)
                .findFirst();
    }
}
