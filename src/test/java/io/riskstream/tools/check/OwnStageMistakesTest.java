package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.check.ShippedPipelines.ChangedPipeline;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.QuietFlux;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What check reports about a stage of a user that is not finished, or not declared completely. */
@ExtendWith(QuietFlux.class)
class OwnStageMistakesTest {
    private static final String FLUX = "flux/flood-claims.yaml";
    private static final String COMPONENTS = "topologies/flood-claims/components.yaml";

    /** Declares the field of {@link Adds}. */
    public static final class Added implements FieldSource {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("own.delay", FieldType.LONG));
        }

        @Override
        public boolean arrives() {
            return false;
        }
    }

    /** Gets the slot of the field that it adds. */
    public static final class Adds implements Stage {
        private static final long serialVersionUID = 1;

        public Adds(EventType type) {
            type.slot("own.delay");
        }

        @Override
        public StageSpec spec() {
            return StageSpec.named("adds");
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.pass();
        }
    }

    /** Declares that it adds a field that the event type does not have. */
    public static final class AddsUndeclared implements Stage {
        private static final long serialVersionUID = 1;
        private final EventType type;

        public AddsUndeclared(EventType type) {
            this.type = type;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.named("undeclared").on(type).writing(List.of("own.delay"));
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.pass();
        }
    }

    /** Has a field that Java cannot serialize. */
    public static final class HasLock implements Stage {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("unused")
        private final Object lock;

        public HasLock(EventType type) {
            lock = type.fields().isEmpty() ? "none" : new Object();
        }

        @Override
        public StageSpec spec() {
            return StageSpec.named("locked");
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.pass();
        }
    }

    /** Is not public. */
    static final class Hidden implements Stage {
        private static final long serialVersionUID = 1;

        Hidden(EventType type) {
            type.fields();
        }

        @Override
        public StageSpec spec() {
            return StageSpec.named("hidden");
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.pass();
        }
    }

    private static String name(Class<?> type) {
        return type.getName();
    }

    /** Returns the findings for the flood pipeline with a stage, declared as {@code own} and run behind the histories. */
    private static List<String> findings(Class<?> stage, String source) {
        String components = SourceFile.read(COMPONENTS)
                .text()
                .replace("  # The event type: every", source + "  # The event type: every")
                .replace(
                        "  # The rules, compiled",
                        "  - id: own\n    className: " + name(stage) + "\n    constructorArgs:\n      - ref: claim\n\n"
                                + "  # The rules, compiled");
        ChangedPipeline changed = ShippedPipelines.changed(FLUX, COMPONENTS, components, stage.getSimpleName());
        String flux = changed.text().replace("[enrich-claim, add-history]", "[enrich-claim, add-history, own]");
        CheckReport report = new Checker().check(FLUX, flux, ShippedPipelines.local());
        return report.findings().stream()
                .map(finding ->
                        report.unmaskedLine(finding.position()).orElse("").strip() + " | " + sentence(finding))
                .toList();
    }

    private static String sentence(Finding finding) {
        return finding.message() + finding.hint().map(hint -> "; " + hint).orElse("");
    }

    @Test
    void namesTheComponentThatTheEventTypeDoesNotList() {
        assertEquals(
                List.of(
                        "- id: own | no field 'own.delay' in the event; component 'own-fields' declares it: write its id into the reflist of the event type"),
                findings(Adds.class, "  - id: own-fields\n    className: " + name(Added.class) + "\n\n"));
    }

    @Test
    void listsNoLongListOfFields() {
        List<String> findings = findings(Adds.class, "");
        assertEquals(1, findings.size(), findings.toString());
        String start = "- id: own | no field 'own.delay' in the event; none of the ";
        assertEquals(start, findings.get(0).substring(0, start.length()));
    }

    @Test
    void reportsAnAddedFieldThatTheEventTypeDoesNotHave() {
        assertEquals(
                List.of(
                        "- reflist: [enrich-claim, add-history, own] | stage 'undeclared' declares that it adds 'own.delay', which is no field of the event type; a stage that adds fields has a FieldSource, which the event type lists"),
                findings(AddsUndeclared.class, ""));
    }

    @Test
    void namesTheStageThatCannotBeSerialized() {
        assertEquals(
                List.of(
                        "- reflist: [enrich-claim, add-history, own] | stage 'locked' cannot be sent to a worker, because this class is not serializable: java.lang.Object; make the class Serializable, or the field of this class transient and set it where the task opens"),
                findings(HasLock.class, ""));
    }

    @Test
    void saysThatAStageMustBePublic() {
        List<String> findings = findings(Hidden.class, "");
        assertEquals(
                List.of("className: " + name(Hidden.class)
                        + " | Hidden(EventType) is not public; make the class and the constructor public"),
                findings);
    }
}
