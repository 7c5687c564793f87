package io.riskstream.validate.compiled;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.Field;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.EventDocument;
import io.riskstream.validate.schema.NullRule;
import io.riskstream.validate.schema.SchemaDocument;
import io.riskstream.validate.schema.WorkLimitException;
import java.util.List;

/**
 * Accepts or rejects events with a schema compiled to checks of the event's slots. A check allocates nothing if the schema does not constrain the
 * event's undeclared members, and if lists under {@code uniqueItems} have at most eight items. Otherwise the checker builds the event's document first.
 * Only one thread at a time may use it.
 */
public final class CompiledChecker {
    private final KeywordCheck schema;
    private final EventDocument document;
    private final FlatObject object;
    private final FlatObjectCheck flat;
    private final boolean isFlat;
    private final int slotCount;
    private final NullRule nulls;
    private final CheckWork work;

    /** Creates a checker for which each null is a value. */
    public CompiledChecker(EventType type, List<Field> fields, SchemaDocument schema)
            throws UnsupportedKeywordException {
        this(type, fields, schema, NullRule.KEEP);
    }

    /**
     * Creates a checker.
     *
     * @param nulls decides which members that are null count as absent
     * @throws UnsupportedKeywordException if the schema has a keyword, or a pattern, that is not supported
     */
    public CompiledChecker(EventType type, List<Field> fields, SchemaDocument schema, NullRule nulls)
            throws UnsupportedKeywordException {
        FieldTree declared = EventDocument.tree(type, fields);
        this.schema = SchemaCompiler.compile(schema);
        this.document = new EventDocument(declared);
        this.object = new FlatObject(declared, nulls);
        this.nulls = nulls;
        this.work = schema.work();
        this.flat = this.schema.flatten(object);
        this.isFlat = object.isSufficient();
        this.slotCount = declared.slotCount();
    }

    /**
     * True if the event is certainly valid. The json-schema library decides about the others, such as those with {@link ExactNumber}s that it constrains.
     *
     * @throws WorkLimitException if the check takes too long
     */
    public boolean accepts(Event event) {
        work.start(event);
        try {
            return isFlat(event) && acceptsFlat(event) || schema.accepts(nulls.apply(document.of(event)));
        } catch (UndecidedException e) {
            return false;
        }
    }

    /** True if the event's slots hold all values that the schema constrains. */
    public boolean isFlat(Event event) {
        FieldValues values = event.values();
        if (!isFlat || values.size() < slotCount) {
            return false;
        }
        return object.areIrrelevant(event.undeclared(), values, true);
    }

    /** True if the event is valid. Only for an event that {@link #isFlat}. */
    public boolean acceptsFlat(Event event) {
        return flat.accepts(event.values());
    }
}
