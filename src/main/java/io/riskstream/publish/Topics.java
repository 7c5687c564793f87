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

/** The topics of a publishing stage: one constant topic, or a template that the values of each event fill; and other ones for some decisions. */
final class Topics {
    private final Template template;
    private final Map<String, Template> byDecision;
    private final Sink sink;
    private final boolean constant;

    Topics(Template template, Sink sink) {
        this(template, Map.of(), sink);
    }

    /** @param byDecision the topics of the decisions that do not have the topic of {@code template} */
    Topics(Template template, Map<String, Template> byDecision, Sink sink) {
        this.template = template;
        this.byDecision = byDecision;
        this.sink = sink;
        this.constant = template.names().isEmpty()
                && byDecision.values().stream().allMatch(topic -> topic.names().isEmpty());
    }

    /**
     * Checks the template of option {@code topic}: its placeholders, and the name with an x for each of them.
     *
     * @throws io.riskstream.text.ConfigurationException if the template is invalid, or the sink does not allow the name
     */
    static void check(Options options, EventType type, Sink sink) {
        String text = options.text("topic");
        options.checked("topic", () -> Template.of(text, type, verdictNames()));
        checkName(options, sink, text, sampleName(text));
    }

    /**
     * Checks the templates of option {@code topics} as those of option {@code topic}. Whether the decisions exist is not known here.
     *
     * @throws io.riskstream.text.ConfigurationException if a template is invalid, or the sink does not allow the name
     */
    static void checkByDecision(Options options, EventType type, Sink sink) {
        options.map("topics").forEach((decision, topic) -> {
            options.checked("topics", () -> Template.of(topic, type, verdictNames()));
            checkName("topics", options, sink, topic, sampleName(topic));
        });
    }

    /** Returns the name with an x for each placeholder. */
    private static String sampleName(String template) {
        return String.join("x", ParsedTemplate.of(template).literals());
    }

    /** Reports a topic with a name that the sink does not allow. */
    static void checkName(Options options, Sink sink, String written, String name) {
        checkName("topic", options, sink, written, name);
    }

    private static void checkName(String option, Options options, Sink sink, String written, String name) {
        Optional<String> problem = sink == null ? Optional.empty() : sink.topicProblem(name);
        if (problem.isPresent()) {
            throw options.problem(
                    option, written, "the sink rejects '" + written + "' as the name of a topic", problem.get());
        }
    }

    /** Returns the names that a template may contain besides fields. */
    static Map<String, Function<Event, Optional<String>>> verdictNames() {
        Map<String, Function<Event, Optional<String>>> names = new LinkedHashMap<>();
        names.put("decision", event -> event.verdict().map(Verdict::decision));
        names.put("id", event -> Optional.of(event.id()));
        return names;
    }

    /** True if the configuration alone gives the names of all topics. */
    boolean isConstant() {
        return constant;
    }

    /** Returns the topic of an event; empty if the event lacks a value for it, or the sink does not allow the name: {@link #rejection} returns the reason. */
    Optional<String> of(Event event) {
        Optional<String> topic = template(event).fill(event);
        return constant || topic.isEmpty() || sink.topicProblem(topic.get()).isEmpty() ? topic : Optional.empty();
    }

    private Template template(Event event) {
        return byDecision.isEmpty() || event.verdict().isEmpty()
                ? template
                : byDecision.getOrDefault(event.verdict().get().decision(), template);
    }

    /** Returns the rejection of an event without a valid topic. It contains no values of the event. */
    Rejection rejection(String stage, Event event) {
        Template own = template(event);
        Optional<String> topic = own.fill(event);
        return new Rejection(
                stage,
                RejectionCode.PUBLISH_TOPIC,
                "",
                topic.isEmpty()
                        ? "the event's values do not fill the template of the topic, '" + own + "': "
                                + own.problem(event)
                                        .map(Template.Problem::message)
                                        .orElse("")
                        : "the event's values make an invalid topic name of the template '" + own + "', with "
                                + topic.get().length() + " characters; "
                                + sink.topicProblem(topic.get()).orElse(""));
    }
}
