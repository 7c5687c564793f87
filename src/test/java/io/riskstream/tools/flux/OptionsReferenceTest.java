package io.riskstream.tools.flux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.riskstream.connect.cosmos.Cosmos;
import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLatest;
import io.riskstream.connect.registry.SchemaRegistry;
import io.riskstream.derive.Derive;
import io.riskstream.derive.DerivedFields;
import io.riskstream.enrich.Enrich;
import io.riskstream.enrich.Lookup;
import io.riskstream.filter.Filter;
import io.riskstream.history.AddHistory;
import io.riskstream.history.History;
import io.riskstream.parse.ParseAvro;
import io.riskstream.parse.ParseCsv;
import io.riskstream.parse.ParseJson;
import io.riskstream.parse.ParseXml;
import io.riskstream.parse.format.ValueFormats;
import io.riskstream.publish.ForwardOutput;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.score.Score;
import io.riskstream.stage.Options;
import io.riskstream.storm.StageBolt;
import io.riskstream.storm.metrics.PrometheusReporter;
import io.riskstream.storm.redis.RedisMapperLookup;
import io.riskstream.storm.spout.BatchSpout;
import io.riskstream.storm.spout.EventSpout;
import io.riskstream.storm.spout.StageSpout;
import io.riskstream.trace.ExportSpans;
import io.riskstream.validate.ValidateSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Generates the section "Options" of flux/README.md from the options that the components declare. */
class OptionsReferenceTest {
    private static final Path README = Path.of("flux/README.md");
    private static final String HEADING = "## Options\n";
    private static final String UPDATE = "update.readme";

    private static final String INTRODUCTION = """
        ## Options

        A component takes its options as one map, the last of its `constructorArgs`. An unknown option is an error that names the nearest known one.
        This section is generated from the code: `./mvnw test -Dtest=OptionsReferenceTest -Dupdate.readme=true`.

        ### `io.riskstream.connect.kafka.Kafka`

        Takes Kafka's client properties, such as `bootstrap.servers`. A property that begins with `consumer.` or `producer.` applies only to that
        client. `sasl.username` and `sasl.password` replace the `sasl.jaas.config` of PLAIN, SCRAM and GSSAPI (there the principal and `file:KEYTAB`). A secret is a reference that the worker
        resolves: `env:NAME` or `file:PATH`. A property without a value has no effect.
        """;

    /** Returns the classes with options in the order of a Flux file. */
    private static Map<Class<?>, Options.Declared> components() {
        Map<Class<?>, Options.Declared> components = new LinkedHashMap<>();
        components.put(Redis.class, Redis.OPTIONS);
        components.put(Postgres.class, Postgres.OPTIONS);
        components.put(RedisLatest.class, RedisLatest.OPTIONS);
        components.put(Cosmos.class, Cosmos.OPTIONS);
        components.put(SchemaRegistry.class, SchemaRegistry.OPTIONS);
        components.put(ReleaseTopic.class, ReleaseTopic.OPTIONS);
        components.put(Lookup.class, Lookup.OPTIONS);
        components.put(History.class, History.OPTIONS);
        components.put(RedisMapperLookup.class, RedisMapperLookup.OPTIONS);
        components.put(ParseJson.class, ParseJson.OPTIONS);
        components.put(ParseCsv.class, ParseCsv.OPTIONS);
        components.put(ParseAvro.class, ParseAvro.OPTIONS);
        components.put(ParseXml.class, ParseXml.OPTIONS);
        components.put(ValueFormats.class, ValueFormats.OPTIONS);
        components.put(ValidateSchema.class, ValidateSchema.OPTIONS);
        components.put(Enrich.class, Enrich.OPTIONS);
        components.put(AddHistory.class, AddHistory.OPTIONS);
        components.put(DerivedFields.class, DerivedFields.OPTIONS);
        components.put(Derive.class, Derive.OPTIONS);
        components.put(Filter.class, Filter.OPTIONS);
        components.put(Score.class, Score.OPTIONS);
        components.put(PublishScore.class, PublishScore.OPTIONS);
        components.put(PublishDeadLetter.class, PublishDeadLetter.OPTIONS);
        components.put(ExportSpans.class, ExportSpans.OPTIONS);
        components.put(ForwardOutput.class, ForwardOutput.OPTIONS);
        components.put(EventSpout.class, EventSpout.OPTIONS);
        components.put(BatchSpout.class, BatchSpout.OPTIONS);
        components.put(StageSpout.class, StageSpout.OPTIONS);
        components.put(StageBolt.class, StageBolt.OPTIONS);
        components.put(PrometheusReporter.class, PrometheusReporter.OPTIONS);
        return components;
    }

    private static String section() {
        StringBuilder section = new StringBuilder(INTRODUCTION);
        components().forEach((type, options) -> {
            section.append("\n### `").append(type.getName()).append("`\n\n");
            section.append("| option | type | default | |\n|---|---|---|---|\n");
            options.list().forEach(option -> section.append(row(option)));
        });
        return section.toString();
    }

    private static String row(Options.Option option) {
        String type = option.choices().isEmpty()
                ? switch (option.kind()) {
                    case TEXT -> "text";
                    case INTEGER -> "whole number";
                    case MILLISECONDS -> "milliseconds";
                    case BOOLEAN -> "`true`, `false`";
                    case LIST -> "list";
                    case MAP -> "map";
                }
                : option.choices().stream().map(choice -> "`" + choice + "`").collect(Collectors.joining(", "));
        String fallback = option.required()
                ? "required"
                : option.fallback()
                        .map(String::valueOf)
                        .filter(text -> !text.isEmpty())
                        .map(text -> "`" + text + "`")
                        .orElse("");
        return "| `" + option.name() + "` | " + type + " | " + fallback + " | "
                + option.description().replace("|", "\\|") + " |\n";
    }

    @Test
    void theReadmeListsEveryDeclaredOption() throws IOException {
        String text = Files.readString(README);
        int start = text.indexOf(HEADING);
        assertTrue(start >= 0, README + " has no section '" + HEADING.strip() + "'");
        int next = text.indexOf("\n## ", start + HEADING.length());
        String rest = next < 0 ? "" : text.substring(next);
        String expected = text.substring(0, start) + section() + rest;
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(README, expected);
            return;
        }
        assertEquals(
                expected,
                text,
                README + " differs from the code; ./mvnw test -Dtest=OptionsReferenceTest -D" + UPDATE
                        + "=true generates it again");
    }

    @Test
    void listsEveryComponentWithOptions() {
        Set<String> declaring = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.riskstream")) {
            for (JavaField field : type.getFields()) {
                if (field.getRawType().isEquivalentTo(Options.Declared.class)) {
                    declaring.add(type.getName());
                    assertEquals("OPTIONS", field.getName(), field.getFullName());
                    assertTrue(
                            field.getModifiers()
                                    .containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC, JavaModifier.FINAL)),
                            field.getFullName() + " is not public static final");
                }
            }
        }
        assertEquals(
                components().keySet().stream().map(Class::getName).collect(Collectors.toCollection(TreeSet::new)),
                declaring);
    }
}
