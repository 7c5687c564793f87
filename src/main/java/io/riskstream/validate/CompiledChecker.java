package io.riskstream.validate;

import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.FieldValues;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Checks with a schema compiled to tests of the event's slots. An event that is right allocates nothing, as long as the schema has nothing to say of
 * its undeclared members (and asks no long list for {@code uniqueItems}); else, and where something is wrong, the document is made again first.
 */
final class CompiledChecker implements SchemaChecker {
    private final Check schema;
    private final EventDocument document;
    private final FlatObject object;
    private final FlatCheck flat;
    private final boolean isFlat;
    private final int slots;

    private final Undeclared undeclared = new Undeclared();

    /** @throws UnsupportedKeyword if the schema has a keyword, or a pattern, that is left to the library */
    CompiledChecker(EventType type, EventSchema schema) throws UnsupportedKeyword {
        DeclaredObject declared = DeclaredObject.document(type, schema.fields());
        this.schema = SchemaCompiler.compile(SchemaDocument.parse(schema.file()));
        this.document = new EventDocument(declared);
        this.object = new FlatObject(declared);
        this.flat = this.schema.on(object);
        this.isFlat = object.isEnough();
        this.slots = declared.reach();
    }

    @Override
    public List<Failure> check(Event event) {
        if (isFlat(event) && acceptsFlat(event)) {
            return List.of();
        }
        Map<String, Object> whole = document.of(event);
        if (schema.accepts(whole)) {
            return List.of();
        }
        FailureList failures = new FailureList();
        schema.explain(whole, Place.EVENT, failures);
        return failures.sorted();
    }

    /** Whether the slots tell all that the schema asks about. */
    boolean isFlat(Event event) {
        FieldValues values = event.values();
        if (!isFlat || values.size() < slots) {
            return false;
        }
        return event.undeclared().isEmpty() || undeclared.canBePassedOver(event);
    }

    /** The verdict on an event whose slots tell all. */
    boolean acceptsFlat(Event event) {
        return flat.accepts(event.values());
    }

    /** Looks at undeclared members one by one, by a method of maps that allocates no iterator. */
    private final class Undeclared implements BiConsumer<String, Object> {
        private FieldValues values = FieldValues.EMPTY;
        private boolean irrelevant;

        boolean canBePassedOver(Event event) {
            values = event.values();
            irrelevant = true;
            event.undeclared().forEach(this);
            values = FieldValues.EMPTY;
            return irrelevant;
        }

        @Override
        public void accept(String path, Object value) {
            irrelevant = irrelevant && object.canPassOver(path, values);
        }
    }
}
