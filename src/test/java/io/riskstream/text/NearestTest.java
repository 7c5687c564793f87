package io.riskstream.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KNOWN = List.of("topic", "group", "startFrom", "key");

    @Test
    void findsTheWordBehindASpellingMistake() {
        assertEquals(Optional.of("topic"), Nearest.to("tpoic", KNOWN), "swapping two letters is one step");
        assertEquals(Optional.of("topic"), Nearest.to("topics", KNOWN));
        assertEquals(Optional.of("group"), Nearest.to("grop", KNOWN));
        assertEquals(Optional.of("startFrom"), Nearest.to("startform", KNOWN));
        assertEquals(Optional.of("startFrom"), Nearest.to("STARTFROM", KNOWN), "a difference in case costs nothing");
        assertEquals(Optional.of("key"), Nearest.to("ky", KNOWN), "a short word may be one step away");
    }

    @Test
    void findsNothingForADistantWord() {
        assertEquals(Optional.empty(), Nearest.to("deadline", KNOWN));
        assertEquals(Optional.empty(), Nearest.to("kexx", KNOWN), "two steps are too far for four letters");
        assertEquals(Optional.empty(), Nearest.to("topic", List.of()));
    }

    @Test
    void prefersTheNearestOfSeveralWords() {
        assertEquals(Optional.of("claims"), Nearest.to("clams", List.of("clams-raw", "claim", "claims")));
    }

    @Test
    void hintsAtTheNearestWordOrElseListsAllWords() {
        assertEquals("did you mean 'topic'?", Nearest.hint("topik", KNOWN));
        assertEquals("known are group, key, startFrom, topic", Nearest.hint("deadline", KNOWN));
        assertEquals("there are none", Nearest.hint("deadline", List.of()));
    }
}
