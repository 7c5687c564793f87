package io.riskstream.storm.redis;

import io.riskstream.enrich.RecordMapper;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import java.util.List;
import java.util.Optional;
import org.apache.storm.redis.common.mapper.RedisLookupMapper;
import org.apache.storm.topology.OutputFieldsGetter;
import org.apache.storm.tuple.Values;
import org.apache.storm.utils.Utils;

/** Adapts a mapper of storm-redis to events. */
final class MapperAdapter implements RecordMapper {
    private static final long serialVersionUID = 1;

    private final RedisLookupMapper mapper;
    private transient EventType type;
    private transient List<Field> fields;
    /** The position of each field in the mapper's tuple. */
    private transient int[] positions;

    MapperAdapter(RedisLookupMapper mapper) {
        this.mapper = mapper;
    }

    /** Returns the mapper's output fields as names that a look-up may use: any character except letters, digits and '_' becomes '_'. */
    static List<String> outputsOf(RedisLookupMapper mapper) {
        OutputFieldsGetter declared = new OutputFieldsGetter();
        mapper.declareOutputFields(declared);
        return declared.getFieldsDeclaration().get(Utils.DEFAULT_STREAM_ID).get_output_fields().stream()
                .map(name -> name.replaceAll("[^A-Za-z0-9_]", "_"))
                .toList();
    }

    @Override
    public void open(EventType eventType, List<Field> declared) {
        type = eventType;
        fields = declared;
        List<String> outputs = outputsOf(mapper);
        positions = declared.stream()
                .mapToInt(field ->
                        outputs.indexOf(field.path().substring(field.path().lastIndexOf('.') + 1)))
                .toArray();
    }

    @Override
    public Optional<String> key(Event event) {
        return Optional.ofNullable(mapper.getKeyFromTuple(new EventTuple(event, type)));
    }

    @Override
    public Optional<FieldValues> map(Event event, Optional<String> record) {
        List<Values> tuples = mapper.toTuple(new EventTuple(event, type), record.orElse(null));
        if (tuples == null || tuples.isEmpty()) {
            return Optional.empty();
        }
        if (tuples.size() > 1) {
            throw new IllegalStateException(
                    "the mapper returned " + tuples.size() + " tuples; a look-up adds one record");
        }
        FieldValues values = new FieldValues(fields.size());
        for (int i = 0; i < positions.length; i++) {
            set(values, i, tuples.get(0).get(positions[i]));
        }
        return Optional.of(values);
    }

    private void set(FieldValues values, int slot, Object value) {
        switch (fields.get(slot).type()) {
            case STRING -> {
                if (value != null) {
                    values.setString(slot, value.toString());
                }
            }
            case LONG -> {
                if (value instanceof Long
                        || value instanceof Integer
                        || value instanceof Short
                        || value instanceof Byte) {
                    values.setInteger(slot, ((Number) value).longValue());
                } else if (value instanceof String text) {
                    values.setInteger(slot, Long.parseLong(text.strip()));
                } else {
                    rejectUnlessNull(slot, value);
                }
            }
            case DOUBLE -> {
                if (value instanceof Number number) {
                    values.setNumber(slot, number.doubleValue());
                } else if (value instanceof String text) {
                    values.setNumber(slot, Double.parseDouble(text));
                } else {
                    rejectUnlessNull(slot, value);
                }
            }
            case BOOLEAN -> {
                if (value instanceof Boolean bool) {
                    values.setBool(slot, bool);
                } else {
                    rejectUnlessNull(slot, value);
                }
            }
            case LIST, ANY -> throw new IllegalStateException("a look-up cannot have a field of this type");
        }
    }

    /** Leaves the field absent if the value is null; throws for any other value. */
    private void rejectUnlessNull(int slot, Object value) {
        if (value != null) {
            throw new IllegalStateException("field '" + fields.get(slot).path() + "' is declared as "
                    + fields.get(slot).type() + ", and the mapper returned a "
                    + value.getClass().getSimpleName());
        }
    }
}
