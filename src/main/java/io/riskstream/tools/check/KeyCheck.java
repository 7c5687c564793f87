package io.riskstream.tools.check;

import io.riskstream.enrich.Lookup;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.event.ParsedTemplate.Placeholder;
import io.riskstream.history.History;
import io.riskstream.publish.PublishScore;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.check.CheckedTopology.Built;
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
        List<Built<Lookup>> lookups = topology.all(Kind.COMPONENT, Lookup.class).toList();
        lookups.forEach(lookup -> checkOverlap(lookup, lookups, freeTexts, findings));
        if (topology.all(Kind.COMPONENT, History.class).findAny().isPresent()) {
            lookups.forEach(lookup -> checkHistories(lookup, findings));
        }
        topology.all(Kind.COMPONENT, PublishScore.class)
                .forEach(stage -> check(stage.declaration(), stage.object().keyEscape(), freeTexts, findings));
    }

    /** Reports a look-up whose key begins with a free text where the keys of another look-up have a constant text: the event could choose that record. */
    private static void checkOverlap(
            Built<Lookup> lookup, List<Built<Lookup>> others, Set<String> freeTexts, Consumer<Finding> findings) {
        if (lookup.object().mapper().isPresent()) {
            return;
        }
        ParsedTemplate key = ParsedTemplate.of(lookup.object().key());
        boolean free = !key.placeholders().isEmpty()
                && freeTexts.contains(key.placeholders().get(0).name());
        String prefix = key.literals().get(0);
        others.stream()
                .map(Built::object)
                .filter(other -> free && !other.key().equals(key.text()))
                .filter(other ->
                        prefixOf(other).startsWith(prefix) && prefixOf(other).length() > prefix.length())
                .findFirst()
                .ifPresent(other -> findings.accept(Finding.warning(
                                position(lookup.declaration()),
                                "key.overlap",
                                "a value of '" + key.placeholders().get(0).name()
                                        + "', which is not limited to known values, can make the key of a record of look-up '"
                                        + other.name() + "', '" + other.key() + "'")
                        .withHint("begin the key with a name of its own, such as '"
                                + lookup.object().name() + ":'")));
    }

    /** Reports a look-up whose keys may be those of histories: Redis would report each change of a history to each worker. */
    private static void checkHistories(Built<Lookup> lookup, Consumer<Finding> findings) {
        String prefix = prefixOf(lookup.object());
        if (History.KEY_PREFIX.startsWith(prefix) || prefix.startsWith(History.KEY_PREFIX)) {
            findings.accept(Finding.warning(
                            position(lookup.declaration()),
                            "key.history",
                            "the keys of look-up '" + lookup.object().name() + "' may begin with '" + History.KEY_PREFIX
                                    + "', as the keys of histories do, so Redis reports each event that is added to a history as a changed record")
                    .withHint("begin the key with a name of its own, such as '"
                            + lookup.object().name() + ":'"));
        }
    }

    private static String prefixOf(Lookup lookup) {
        return lookup.mapper().isPresent()
                ? lookup.key()
                : ParsedTemplate.of(lookup.key()).literals().get(0);
    }

    private static FilePosition position(Declaration declaration) {
        return key(declaration).map(FluxNode::position).orElseGet(declaration::position);
    }

    private static Optional<FluxNode> key(Declaration declaration) {
        return declaration.arguments().stream()
                .flatMap(argument -> argument.get("key").stream())
                .findFirst();
    }

    private static void check(
            Declaration declaration, KeyEscape escape, Set<String> freeTexts, Consumer<Finding> findings) {
        Optional<FluxNode> key = key(declaration);
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
