package io.riskstream.storm.redis;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.NullValue;
import io.riskstream.event.ValueKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.ITuple;

/** Presents an event as a tuple: its fields by dotted path. Absent and null fields are null. */
final class EventTuple implements ITuple {
    private final Event event;
    private final EventType type;

    EventTuple(Event event, EventType type) {
        this.event = event;
        this.type = type;
    }

    @Override
    public int size() {
        return type.size();
    }

    @Override
    public boolean contains(String field) {
        return type.find(field).isPresent() || event.undeclared(field).isPresent();
    }

    @Override
    public Fields getFields() {
        return new Fields(type.fields().stream().map(Field::path).toList());
    }

    @Override
    public int fieldIndex(String field) {
        return type.slot(field);
    }

    @Override
    public List<Object> select(Fields selector) {
        List<Object> selected = new ArrayList<>(selector.size());
        selector.forEach(field -> selected.add(getValueByField(field)));
        return selected;
    }

    @Override
    public Object getValue(int i) {
        ValueKind kind = event.kind(i);
        return kind == ValueKind.ABSENT || kind == ValueKind.NULL ? null : type.value(i, event.values());
    }

    @Override
    public Object getValueByField(String field) {
        OptionalInt slot = type.find(field);
        if (slot.isPresent()) {
            return getValue(slot.getAsInt());
        }
        return event.undeclared(field).filter(value -> value != NullValue.NULL).orElse(null);
    }

    @Override
    public List<Object> getValues() {
        List<Object> values = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            values.add(getValue(i));
        }
        return values;
    }

    private static String string(Object value) {
        return value == null ? null : value.toString();
    }

    private static byte[] binary(Object value) {
        return value == null ? null : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String getString(int i) {
        return string(getValue(i));
    }

    @Override
    public Integer getInteger(int i) {
        return getValue(i) instanceof Number number ? Integer.valueOf(Math.toIntExact(number.longValue())) : null;
    }

    @Override
    public Long getLong(int i) {
        return getValue(i) instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }

    @Override
    public Boolean getBoolean(int i) {
        return (Boolean) getValue(i);
    }

    @Override
    public Short getShort(int i) {
        return getValue(i) instanceof Number number ? Short.valueOf(number.shortValue()) : null;
    }

    @Override
    public Byte getByte(int i) {
        return getValue(i) instanceof Number number ? Byte.valueOf(number.byteValue()) : null;
    }

    @Override
    public Double getDouble(int i) {
        return getValue(i) instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
    }

    @Override
    public Float getFloat(int i) {
        return getValue(i) instanceof Number number ? Float.valueOf(number.floatValue()) : null;
    }

    @Override
    public byte[] getBinary(int i) {
        return binary(getValue(i));
    }

    @Override
    public String getStringByField(String field) {
        return string(getValueByField(field));
    }

    @Override
    public Integer getIntegerByField(String field) {
        return getInteger(fieldIndex(field));
    }

    @Override
    public Long getLongByField(String field) {
        return getLong(fieldIndex(field));
    }

    @Override
    public Boolean getBooleanByField(String field) {
        return getBoolean(fieldIndex(field));
    }

    @Override
    public Short getShortByField(String field) {
        return getShort(fieldIndex(field));
    }

    @Override
    public Byte getByteByField(String field) {
        return getByte(fieldIndex(field));
    }

    @Override
    public Double getDoubleByField(String field) {
        return getDouble(fieldIndex(field));
    }

    @Override
    public Float getFloatByField(String field) {
        return getFloat(fieldIndex(field));
    }

    @Override
    public byte[] getBinaryByField(String field) {
        return binary(getValueByField(field));
    }
}
