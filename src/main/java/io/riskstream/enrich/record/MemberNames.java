package io.riskstream.enrich.record;

import io.riskstream.event.FieldValues;
import io.riskstream.text.Nearest;
import java.util.List;
import java.util.Optional;

/** The declared members of a look-up's records, compared with the members that a record has. Safe for many threads. */
final class MemberNames {
    /** A record may have any number of members; so many undeclared ones are compared with the declared. */
    static final int MAX = 100;

    /** A longer name is not a misspelling of a declared one, and could be a value. */
    private static final int MAX_SHOWN_LENGTH = 64;

    private final List<String> declared;

    MemberNames(List<String> declared) {
        this.declared = declared;
    }

    /**
     * Checks a record that lacks some of the declared members.
     *
     * @param values the values of the declared members
     * @param undeclared the names of the first {@value #MAX} members that are not declared
     * @throws InvalidRecordException if the record has none of the declared members, or a member that differs from a missing one in case only
     */
    void check(FieldValues values, List<String> undeclared) throws InvalidRecordException {
        boolean empty = true;
        for (int i = 0; i < declared.size(); i++) {
            if (values.isPresent(i)) {
                empty = false;
            } else {
                for (String name : undeclared) {
                    if (name.equalsIgnoreCase(declared.get(i))) {
                        throw new InvalidRecordException("it has a member '" + name + "', and the look-up declares '"
                                + declared.get(i) + "': the case differs");
                    }
                }
            }
        }
        if (empty) {
            throw new InvalidRecordException("it has none of the declared members " + String.join(", ", declared)
                    + (undeclared.isEmpty() ? "; it is empty" : nearest(undeclared)));
        }
    }

    private String nearest(List<String> undeclared) {
        List<String> shown = undeclared.stream()
                .filter(name -> name.length() <= MAX_SHOWN_LENGTH)
                .toList();
        for (String member : declared) {
            Optional<String> near = Nearest.to(member, shown);
            if (near.isPresent()) {
                return "; its nearest member is '" + near.get() + "'";
            }
        }
        return "; no member of it has a similar name";
    }
}
