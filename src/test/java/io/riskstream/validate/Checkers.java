package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.Origin;
import io.riskstream.Outcome;
import io.riskstream.SourceFile;
import io.riskstream.Stage;
import io.riskstream.parse.ParseJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Both checkers of one schema. */
final class Checkers {
    private final String text;
    private final Stage parse;
    private final SchemaChecker library;
    private final CompiledChecker compiled;

    Checkers(String text) throws UnsupportedKeyword {
        this.text = text;
        EventSchema schema = new EventSchema(new SourceFile("event.schema.json", text));
        EventType type = new EventType(List.of(schema));
        this.parse = new ParseJson(type, Map.of("maxDepth", 255));
        this.library = new LibraryChecker(type, schema);
        this.compiled = new CompiledChecker(type, schema);
    }

    Event event(String json) {
        Event event = Event.of(
                new Origin("claims", 0, 1, 0, Optional.empty(), List.of()), json.getBytes(StandardCharsets.UTF_8));
        Outcome outcome = parse.apply(event);
        return event.with(assertInstanceOf(Outcome.Pass.class, outcome, () -> outcome + " of " + json)
                .patch());
    }

    /** What both checkers find, which must be the same to the letter. */
    List<Failure> check(String json) {
        Event event = event(json);
        List<Failure> expected = library.check(event);
        assertEquals(expected, compiled.check(event), () -> text + "\n" + json);
        if (compiled.isFlat(event)) {
            assertEquals(expected.isEmpty(), compiled.acceptsFlat(event), () -> "flat: " + text + "\n" + json);
        }
        return expected;
    }

    CompiledChecker compiled() {
        return compiled;
    }
}
