package io.riskstream.validate.compiled;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.EventDocument;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.SchemaChecker;
import io.riskstream.validate.schema.SchemaDocument;
import io.riskstream.validate.schema.ValidationFailure;
import io.riskstream.validate.schema.ValueLocation;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Checks with a schema compiled to tests of the event's slots. An event that is right allocates nothing, as long as the schema has nothing to say of
 * its undeclared members (and asks no long list for {@code uniqueItems}); else, and where something is wrong, the document is made again first.
 */
public final class CompiledChecker implements SchemaChecker {
    private final KeywordCheck schema;
    private final EventDocument document;
    private final FlatObject object;
    private final FlatObjectCheck flat;
    private final boolean isFlat;
    private final int slots;

    private final Undeclared undeclared = new Undeclared();

    /** @throws UnsupportedKeywordException if the schema has a keyword, or a pattern, that is left to the library */
    public CompiledChecker(EventType type, List<Field> fields, SchemaDocument schema)
            throws UnsupportedKeywordException {
        FieldTree declared = EventDocument.tree(type, fields);
        this.schema = SchemaCompiler.compile(schema);
        this.document = new EventDocument(declared);
        this.object = new FlatObject(declared);
        this.flat = this.schema.on(object);
        this.isFlat = object.isEnough();
        this.slots = declared.slotCount();
    }

    @Override
    public List<ValidationFailure> check(Event event) {
        if (isFlat(event) && acceptsFlat(event)) {
            return List.of();
        }
        Map<String, Object> whole = document.of(event);
        if (schema.accepts(whole)) {
            return List.of();
        }
        FailureList failures = new FailureList();
        schema.explain(whole, ValueLocation.EVENT, failures);
        return failures.sorted();
    }

    /** Whether the slots tell all that the schema asks about. */
    public boolean isFlat(Event event) {
        FieldValues values = event.values();
        if (!isFlat || values.size() < slots) {
            return false;
        }
        return event.undeclared().isEmpty() || undeclared.canBePassedOver(event);
    }

    /** The verdict on an event whose slots tell all. */
    public boolean acceptsFlat(Event event) {
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
