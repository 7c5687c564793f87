package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Template;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Options;
import io.riskstream.stage.Sink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The topics of a publishing stage: one constant topic, or a template that the values of each event fill. */
final class Topics {
    private final Template template;
    private final Sink sink;
    private final boolean constant;

    Topics(Template template, Sink sink) {
        this.template = template;
        this.sink = sink;
        this.constant = template.names().isEmpty();
    }

    /**
     * Checks the template of option {@code topic}: its placeholders, and the name with an x for each of them.
     *
     * @throws io.riskstream.text.ConfigurationException if the template is invalid, or the sink does not allow the name
     */
    static void check(Options options, EventType type, Sink sink) {
        String text = options.text("topic");
        options.checked("topic", () -> Template.of(text, type, verdictNames()));
        checkName(options, sink, text, String.join("x", ParsedTemplate.of(text).literals()));
    }

    /** Reports a topic with a name that the sink does not allow. */
    static void checkName(Options options, Sink sink, String written, String name) {
        Optional<String> problem = sink == null ? Optional.empty() : sink.topicProblem(name);
        if (problem.isPresent()) {
            throw options.problem(
                    "topic", written, "the sink rejects '" + written + "' as the name of a topic", problem.get());
        }
    }

    /** Returns the names that a template may contain besides fields. */
    static Map<String, Function<Event, Optional<String>>> verdictNames() {
        Map<String, Function<Event, Optional<String>>> names = new LinkedHashMap<>();
        names.put("decision", event -> event.verdict().map(Verdict::decision));
        names.put("id", event -> Optional.of(event.id()));
        return names;
    }

    /** True if all events have the same topic. */
    boolean isConstant() {
        return constant;
    }

    /** Returns the topic of an event; empty if the event lacks a value for it, or the sink does not allow the name: {@link #rejection} returns the reason. */
    Optional<String> of(Event event) {
        Optional<String> topic = template.fill(event);
        return constant || topic.isEmpty() || sink.topicProblem(topic.get()).isEmpty() ? topic : Optional.empty();
    }

    /** Returns the rejection of an event without a valid topic. It contains no values of the event. */
    Rejection rejection(String stage, Event event) {
        Optional<String> topic = template.fill(event);
        return new Rejection(
                stage,
                RejectionCode.PUBLISH_TOPIC,
                "",
                topic.isEmpty()
                        ? "the event's values do not fill the template of the topic, '" + template + "': "
                                + template.problem(event)
                                        .map(Template.Problem::message)
                                        .orElse("")
                        : "the event's values make an invalid topic name of the template '" + template + "', with "
                                + topic.get().length() + " characters; "
                                + sink.topicProblem(topic.get()).orElse(""));
    }
}
