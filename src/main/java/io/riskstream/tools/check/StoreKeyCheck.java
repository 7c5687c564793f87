package io.riskstream.tools.check;

import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLatest;
import io.riskstream.enrich.Enrich;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.stage.Sink;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks the keys that a {@link RedisLatest} writes against those of the look-ups on the same server: a write with a look-up's prefix would invalidate its cached
 * records in all workers, or replace a record.
 */
final class StoreKeyCheck implements Check {
    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        List<Enrich> enrichments = topology.all(Kind.COMPONENT, Enrich.class)
                .map(CheckedTopology.Built::object)
                .toList();
        topology.all(Kind.COMPONENT, PublishScore.class).forEach(stage -> {
            PublishScore publish = stage.object();
            check(
                    stage.declaration(),
                    publish.sink(),
                    prefix(publish.topic(), publish.key().orElse("{key}")),
                    enrichments,
                    findings);
        });
        topology.all(Kind.COMPONENT, PublishDeadLetter.class).forEach(stage -> {
            PublishDeadLetter publish = stage.object();
            check(stage.declaration(), publish.sink(), prefix(publish.topic(), "{origin}"), enrichments, findings);
        });
    }

    /** Returns the constant text with which all keys of a stage begin. */
    private static String prefix(String topic, String key) {
        return ParsedTemplate.of(topic + ":" + key).literals().get(0);
    }

    private static void check(
            Declaration declaration, Sink sink, String prefix, List<Enrich> enrichments, Consumer<Finding> findings) {
        if (!(sink instanceof RedisLatest latest)) {
            return;
        }
        for (Enrich enrichment : enrichments) {
            if (!(enrichment.store() instanceof Redis redis)
                    || !redis.hostAndPort().equals(latest.redis().hostAndPort())) {
                continue;
            }
            for (Lookup lookup : enrichment.lookups()) {
                String read = lookup.mapper().isPresent()
                        ? lookup.key()
                        : ParsedTemplate.of(lookup.key()).literals().get(0);
                if (prefix.startsWith(read) || read.startsWith(prefix)) {
                    findings.accept(Finding.error(
                                    position(declaration),
                                    "key.tracked",
                                    "the keys that this stage writes begin with " + begin(prefix)
                                            + ", and those of look-up '" + lookup.name() + "' on the same Redis with '"
                                            + read + "': a write invalidates or replaces records of the look-up")
                            .withHint("choose a topic that no key of a look-up begins with"));
                    return;
                }
            }
        }
    }

    private static String begin(String prefix) {
        return prefix.isEmpty() ? "a value of the event" : "'" + prefix + "'";
    }

    private static FilePosition position(Declaration declaration) {
        return declaration.arguments().stream()
                .flatMap(argument -> argument.get("topic").stream())
                .findFirst()
                .map(FluxNode::position)
                .orElseGet(declaration::position);
    }
}
