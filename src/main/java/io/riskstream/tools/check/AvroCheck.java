package io.riskstream.tools.check;

import io.riskstream.parse.EventParser;
import io.riskstream.parse.ParseAvro;
import io.riskstream.publish.PublishScore;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.check.CheckedTopology.Built;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reports fields of the event type that no field of an Avro schema fills, and scores that contain the Avro bytes. Types that do not fit are errors of the
 * parser's constructor.
 */
final class AvroCheck implements Check {
    private static final int MAX_NAMES = 5;

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        topology.all(Kind.COMPONENT, ParseAvro.class)
                .forEach(parser -> parser.object().unfilledFields().forEach((file, fields) -> {
                    FilePosition position = position(parser.declaration(), file);
                    check(file, fields, position, findings);
                }));
        checkOutput(topology, findings);
    }

    /** Reports a score with the original event in a pipeline whose only parser reads Avro. */
    private static void checkOutput(CheckedTopology topology, Consumer<Finding> findings) {
        List<EventParser> parsers = topology.all(Kind.COMPONENT, EventParser.class)
                .map(Built::object)
                .toList();
        if (parsers.isEmpty() || !parsers.stream().allMatch(ParseAvro.class::isInstance)) {
            return;
        }
        topology.all(Kind.COMPONENT, PublishScore.class)
                .filter(publisher -> publisher.object().body() == PublishScore.Body.ORIGINAL)
                .forEach(publisher -> findings.accept(Finding.warning(
                                publisher.declaration().position(),
                                "avro.original",
                                "the scores contain the original event in Avro, which their readers must decode")
                        .withHint("set option event: FIELDS, or NONE")));
    }

    private static void check(
            String file, Map<String, Optional<String>> fields, FilePosition position, Consumer<Finding> findings) {
        List<String> others = new ArrayList<>();
        fields.forEach((field, hint) -> {
            if (hint.isPresent()) {
                findings.accept(Finding.warning(
                                position, "avro.field", "the Avro schema " + file + " has no field '" + field + "'")
                        .withHint(hint.get()));
            } else {
                others.add(field);
            }
        });
        if (!others.isEmpty()) {
            String names = String.join("', '", others.subList(0, Math.min(MAX_NAMES, others.size())));
            String more = others.size() > MAX_NAMES ? " and " + (others.size() - MAX_NAMES) + " more" : "";
            findings.accept(Finding.warning(
                            position,
                            "avro.field",
                            "the Avro schema " + file + " does not have these fields of the event type: '" + names + "'"
                                    + more)
                    .withHint("events with this schema never have them"));
        }
    }

    private static FilePosition position(Declaration declaration, String file) {
        return declaration.arguments().stream()
                .flatMap(FluxNode::leaves)
                .filter(leaf -> leaf.text().equals(file))
                .findFirst()
                .map(FluxNode::position)
                .orElseGet(declaration::position);
    }
}
