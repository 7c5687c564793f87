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

/** A mapper of storm-redis at work on events. */
final class MapperAdapter implements RecordMapper {
    private static final long serialVersionUID = 1;

    private final RedisLookupMapper mapper;
    private transient EventType type;
    private transient List<Field> fields;
    /** Where in the mapper's tuple each field stands. */
    private transient int[] places;

    MapperAdapter(RedisLookupMapper mapper) {
        this.mapper = mapper;
    }

    /** The mapper's output fields, as a look-up may name them: what is no letter, digit or '_' becomes '_'. */
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
        places = declared.stream()
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
            throw new IllegalStateException("the mapper gave " + tuples.size() + " tuples; a look-up adds one record");
        }
        FieldValues values = new FieldValues(fields.size());
        for (int i = 0; i < places.length; i++) {
            set(values, i, tuples.get(0).get(places[i]));
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
                    refuse(slot, value);
                }
            }
            case DOUBLE -> {
                if (value instanceof Number number) {
                    values.setNumber(slot, number.doubleValue());
                } else if (value instanceof String text) {
                    values.setNumber(slot, Double.parseDouble(text));
                } else {
                    refuse(slot, value);
                }
            }
            case BOOLEAN -> {
                if (value instanceof Boolean truth) {
                    values.setBool(slot, truth);
                } else {
                    refuse(slot, value);
                }
            }
            case LIST, ANY -> throw new IllegalStateException("no look-up has such a field");
        }
    }

    /** A value that is missing leaves its field absent. */
    private void refuse(int slot, Object value) {
        if (value != null) {
            throw new IllegalStateException("field '" + fields.get(slot).path() + "' is declared as "
                    + fields.get(slot).type() + ", and the mapper gave a "
                    + value.getClass().getSimpleName());
        }
    }
}
