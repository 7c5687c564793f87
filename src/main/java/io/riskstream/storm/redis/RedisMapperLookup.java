package io.riskstream.storm.redis;

import io.riskstream.enrich.Lookup;
import io.riskstream.stage.Options;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.storm.redis.common.mapper.RedisDataTypeDescription.RedisDataType;
import org.apache.storm.redis.common.mapper.RedisLookupMapper;

/**
 * A look-up that uses a mapper of storm-redis unchanged, for pipelines that migrate from its {@code RedisLookupBolt}. The mapper receives the event as
 * a tuple whose fields are the event's fields by dotted path; a field that the event lacks is null. The mapper's output fields become the look-up's
 * fields, each with the type declared in the Flux file.
 *
 * <pre>{@code
 * - id: word-mapper
 *   className: com.example.WordCountMapper
 * - id: count
 *   className: io.riskstream.storm.redis.RedisMapperLookup
 *   constructorArgs:
 *     - ref: word-mapper
 *     - name: word
 *       prefix: "word:"
 *       fields: {count: long}
 * }</pre>
 *
 * <p>The record is fetched, cached and invalidated like any other. The mapper runs for each event, which costs more than a JSON record. As with the
 * bolt, the mapper receives null for a missing record; if it returns no tuple, {@code onMiss} applies. The topology's jar must contain storm-redis:
 * Riskstream does not include it.
 */
public final class RedisMapperLookup extends Lookup {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file, after the mapper. */
    public static final Options.Declared OPTIONS = mappedOptions();

    /**
     * Creates a look-up from the mapper and the options in a Flux file.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or invalid, a mapper of another type than STRING, or a field
     *     that the mapper does not return
     */
    public RedisMapperLookup(RedisLookupMapper mapper, Map<String, Object> options) {
        super(new MapperAdapter(checked(mapper)), options);
        List<String> outputs = MapperAdapter.outputsOf(mapper);
        for (String member : members()) {
            if (!outputs.contains(member)) {
                throw new ConfigurationException(ConfigurationProblem.ofOption(
                                "look-up '" + name() + "'",
                                "fields",
                                member,
                                "the mapper returns no field '" + member + "'")
                        .withHint(Nearest.hint(member, new ArrayList<>(outputs))));
            }
        }
    }

    private static RedisLookupMapper checked(RedisLookupMapper mapper) {
        if (mapper == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    "look-up", "its mapper is missing; declare the mapper before this look-up in the Flux file"));
        }
        RedisDataType type = mapper.getDataTypeDescription().getDataType();
        if (type != RedisDataType.STRING) {
            throw new ConfigurationException(
                    ConfigurationProblem.of(
                            "look-up",
                            "the mapper is for records of type " + type
                                    + ", and only STRING is supported; for hashes, use io.riskstream.enrich.Lookup with format: HASH"));
        }
        return mapper;
    }
}
