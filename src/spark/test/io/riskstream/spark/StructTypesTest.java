package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class StructTypesTest {
    private static EventType type(Field... fields) {
        return new EventType(List.of(new FieldSource() {
            @Override
            public String name() {
                return "event";
            }

            @Override
            public List<Field> fields() {
                return List.of(fields);
            }
        }));
    }

    @Test
    void anEventHasItsFieldsNested() {
        StructType event = StructTypes.ofEvents(
                type(
                        new Field("id", FieldType.STRING),
                        new Field("location.zip", FieldType.STRING),
                        new Field("location.point.lat", FieldType.DOUBLE),
                        new Field("floors", FieldType.LONG),
                        new Field("insured", FieldType.BOOLEAN),
                        new Field("anything", FieldType.ANY),
                        new Field("codes", FieldType.LIST, List.of(), FieldType.LONG),
                        new Field("vehicles", FieldType.LIST, List.of(new Field("year", FieldType.LONG)))),
                slot -> true);
        assertEquals(
                "struct<id:string,location:struct<zip:string,point:struct<lat:double>>,floors:bigint,insured:boolean,"
                        + "anything:string,codes:array<bigint>,vehicles:array<struct<year:bigint>>>",
                event.simpleString());
    }

    @Test
    void aFieldThatIsNotIncludedIsLeftOut() {
        EventType type = type(new Field("a", FieldType.STRING), new Field("b", FieldType.LONG));
        assertEquals(
                "struct<b:bigint>",
                StructTypes.ofEvents(type, slot -> slot == 1).simpleString());
    }

    @Test
    void aScoreIsTheMessageOfTheHttpApiWithTheEvent() {
        StructType event = StructTypes.ofEvents(type(new Field("state", FieldType.STRING)), slot -> true);
        StructType score = StructTypes.ofScores(Optional.of(event));
        String verdict =
                "score:double,decision:string,reasons:array<struct<code:string,points:double,text:string>>,scorecard:string,"
                        + "version:string,hash:string,degraded:array<string>,degradedCauses:map<string,string>,unevaluated:array<string>";
        String text = score.catalogString();
        assertTrue(text.startsWith("struct<" + verdict + ",id:string,shadow:struct<" + verdict + ">"), text);
        assertTrue(text.contains("event:struct<state:string>"), text);
        assertTrue(StructTypes.ofScores(Optional.empty()).catalogString().contains("event:string"));
    }
}
