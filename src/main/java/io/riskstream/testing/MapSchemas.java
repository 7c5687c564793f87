package io.riskstream.testing;

import io.riskstream.stage.SchemaId;
import io.riskstream.stage.Schemas;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Schemas in a map, which answer at once. */
final class MapSchemas implements Schemas {
    private final Map<SchemaId, List<String>> schemas;

    MapSchemas(Map<SchemaId, List<String>> schemas) {
        this.schemas = schemas;
    }

    @Override
    public void fetch(SchemaId id, Receipt receipt) {
        List<String> texts = schemas.get(id);
        if (texts == null) {
            receipt.missing("the test has no " + id + "; add it with TestContext.withSchema");
        } else {
            receipt.found(texts);
        }
    }

    @Override
    public Duration deadline() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void close() {
        // the map belongs to the test
    }
}
