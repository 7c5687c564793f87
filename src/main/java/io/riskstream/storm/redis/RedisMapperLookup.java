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
 * A look-up by a mapper of storm-redis, as it stands: for pipelines that come from its {@code RedisLookupBolt}. The mapper sees the event as a
 * tuple, whose fields are the event's by dotted path; a field that the event lacks is null. What it declares as output fields become the
 * look-up's, each with the type given in the Flux file.
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
 * <p>The record is fetched, kept and told of like any other; the mapper runs for each event, which costs more than a record that is JSON. As with
 * the bolt, a mapper of a missing record is given null; if it answers no tuple, {@code onMiss} holds. storm-redis must be in the topology's jar:
 * Riskstream does not bring it.
 */
public final class RedisMapperLookup extends Lookup {
    private static final long serialVersionUID = 1;

    /** What may stand in a Flux file, after the mapper. */
    public static final Options.Declared OPTIONS = mappedOptions();

    /**
     * A look-up as declared in a Flux file.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or wrong, a mapper of another type than STRING, and a field
     *     that the mapper does not give
     */
    public RedisMapperLookup(RedisLookupMapper mapper, Map<String, Object> options) {
        super(new MapperAdapter(declared(mapper)), options);
        List<String> given = MapperAdapter.outputsOf(mapper);
        for (String member : members()) {
            if (!given.contains(member)) {
                throw new ConfigurationException(ConfigurationProblem.ofOption(
                                "lookup '" + name() + "'",
                                "fields",
                                member,
                                "the mapper gives no field '" + member + "'")
                        .withHint(Nearest.hint(member, new ArrayList<>(given))));
            }
        }
    }

    private static RedisLookupMapper declared(RedisLookupMapper mapper) {
        if (mapper == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    "lookup",
                    "its mapper is missing; is it declared further down in the Flux file than this look-up?"));
        }
        RedisDataType type = mapper.getDataTypeDescription().getDataType();
        if (type != RedisDataType.STRING) {
            throw new ConfigurationException(
                    ConfigurationProblem.of(
                            "lookup",
                            "the mapper is for records of type " + type
                                    + ", and only STRING can be looked up; for hashes there is io.riskstream.enrich.Lookup with format: HASH"));
        }
        return mapper;
    }
}
