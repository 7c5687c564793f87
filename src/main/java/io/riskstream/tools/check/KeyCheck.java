package io.riskstream.tools.check;

import io.riskstream.enrich.Lookup;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.event.ParsedTemplate.Placeholder;
import io.riskstream.publish.PublishScore;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.validate.EventSchema;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checks the key templates of look-ups and messages: two texts that the sender of an event chooses freely can contain what separates them. */
final class KeyCheck implements Check {
    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        Set<String> freeTexts = topology.all(Kind.COMPONENT, EventSchema.class)
                .flatMap(schema -> schema.object().freeTexts().stream())
                .collect(Collectors.toSet());
        topology.all(Kind.COMPONENT, Lookup.class)
                .filter(lookup -> lookup.object().mapper().isEmpty())
                .forEach(lookup -> check(lookup.declaration(), lookup.object().keyEscape(), freeTexts, findings));
        topology.all(Kind.COMPONENT, PublishScore.class)
                .forEach(stage -> check(stage.declaration(), stage.object().keyEscape(), freeTexts, findings));
    }

    private static void check(
            Declaration declaration, KeyEscape escape, Set<String> freeTexts, Consumer<Finding> findings) {
        Optional<FluxNode> key = declaration.arguments().stream()
                .flatMap(argument -> argument.get("key").stream())
                .findFirst();
        if (key.isEmpty()) {
            return;
        }
        List<String> free = ParsedTemplate.of(key.get().text()).placeholders().stream()
                .filter(placeholder -> !placeholder.conversion().takesDate())
                .map(Placeholder::name)
                .filter(freeTexts::contains)
                .distinct()
                .toList();
        if (free.size() > 1) {
            String names = free.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" and "));
            findings.accept(Finding.warning(
                            key.get().position(),
                            "key.free-texts",
                            "fields " + names
                                    + " in one key are not limited to known values, and can contain what separates them; "
                                    + (escape == KeyEscape.NONE
                                            ? "with keyEscape: NONE, different events can have the same key"
                                            : "it is escaped in such a value, and other programs that write or read these keys must do the same"))
                    .withHint("limit one of the fields in the schema: with enum, const, pattern, or maxLength up to "
                            + EventSchema.MAX_CODE_LENGTH));
        }
    }
}
