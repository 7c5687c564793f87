package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.text.SourceFile;
import io.riskstream.validate.compiled.CompiledChecker;
import io.riskstream.validate.compiled.UnsupportedKeywordException;
import io.riskstream.validate.library.LibraryChecker;
import io.riskstream.validate.schema.NullRule;
import io.riskstream.validate.schema.ValidationFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The library checker and the compiled checker of one schema. */
final class Checkers {
    private final String text;
    private final Stage parse;
    private final LibraryChecker library;
    private final CompiledChecker compiled;
    private final LibraryChecker libraryWithoutNulls;
    private final CompiledChecker compiledWithoutNulls;

    Checkers(String text) throws UnsupportedKeywordException {
        this.text = text;
        EventSchema schema = new EventSchema(new SourceFile("event.schema.json", text));
        EventType type = new EventType(List.of(schema));
        this.parse = new ParseJson(type, Map.of("maxDepth", 255));
        this.library = new LibraryChecker(type, schema.fields(), schema.document());
        this.compiled = new CompiledChecker(type, schema.fields(), schema.document());
        NullRule nulls = NullRule.ofEvent(schema.document());
        this.libraryWithoutNulls = new LibraryChecker(type, schema.fields(), schema.document(), nulls);
        this.compiledWithoutNulls = new CompiledChecker(type, schema.fields(), schema.document(), nulls);
    }

    Event event(String json) {
        Event event = Event.of(
                new Origin("claims", 0, 1, 0, Optional.empty(), List.of()), json.getBytes(StandardCharsets.UTF_8));
        Outcome outcome = parse.apply(event);
        return event.with(assertInstanceOf(Outcome.Pass.class, outcome, () -> outcome + " of " + json)
                .patch());
    }

    /** Returns the failures that the library reports. Fails unless both checkers agree whether the event is valid, be null a value or absent. */
    List<ValidationFailure> check(String json) {
        Event event = event(json);
        List<ValidationFailure> expected = library.check(event);
        assertEquals(expected.isEmpty(), compiled.accepts(event), () -> text + "\n" + json);
        if (compiled.isFlat(event)) {
            assertEquals(expected.isEmpty(), compiled.acceptsFlat(event), () -> "flat: " + text + "\n" + json);
        }
        checkWithoutNulls(event, json);
        return expected;
    }

    private void checkWithoutNulls(Event event, String json) {
        boolean valid = libraryWithoutNulls.check(event).isEmpty();
        assertEquals(valid, compiledWithoutNulls.accepts(event), () -> "without nulls: " + text + "\n" + json);
        if (compiledWithoutNulls.isFlat(event)) {
            assertEquals(
                    valid, compiledWithoutNulls.acceptsFlat(event), () -> "without nulls, flat: " + text + "\n" + json);
        }
    }

    CompiledChecker compiled() {
        return compiled;
    }
}
