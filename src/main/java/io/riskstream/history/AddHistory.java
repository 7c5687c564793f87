package io.riskstream.history;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Template;
import io.riskstream.stage.BatchStage;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.OnError;
import io.riskstream.stage.OnMiss;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcomes;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds each event to the histories of its entities, and to the event the features of the events before it, as declared by {@link History}s. All requests of a batch
 * are sent together, and the task continues with other events until the store has answered.
 *
 * <p>Without a list, the stage has all histories among the event type's sources. A list selects some of them: for two stages with different stores.
 *
 * <p>The stage writes. If it is late or fails, the event may be in the history all the same; the next attempt changes nothing. With {@code onError: PASS}, an event
 * whose request failed may be missing in the features of later events; choose {@code RETRY} where that must not be.
 *
 * <p>Metrics for each history, counted once for an event: {@code history.policy_claims.appended} (sent to the store), {@code .unkeyed} (the event has no
 * entity, time or id), {@code .errors} (the store was unavailable, or returned something else than a history), {@code .late} (no answer before the deadline), {@code
 * .truncated} (the features are lower bounds); and once for an entity {@code .trimmed} (entries were removed).
 */
public final class AddHistory implements BatchStage {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file, the last constructor argument. */
    public static final Options.Declared OPTIONS = Options.of("history stage")
            .optional("name", Options.Kind.TEXT, "history", "the stage's name in metrics, rejections and messages")
            .optional("deadlineMillis", Options.Kind.MILLISECONDS, 50, "how long an event waits for its histories");

    private final String name;
    private final Duration deadline;
    private final EventType type;
    private final HistoryStore store;
    private final List<History> histories;
    private final List<String> reads;

    private transient Histories connection;
    private transient ActiveHistory[] active;
    private transient EventHash hash;
    private transient boolean needsEventId;

    /** Creates a stage with all histories of the event type and default options. */
    public AddHistory(EventType type, HistoryStore store) {
        this(type, store, Map.of());
    }

    /**
     * Creates a stage with all histories of the event type.
     *
     * @throws IllegalArgumentException as the other constructors; also if the event type has no histories among its sources
     */
    public AddHistory(EventType type, HistoryStore store, Map<String, Object> options) {
        this(type, store, historiesOf(type), options);
    }

    /** Creates a stage with some of the event type's histories and default options. */
    public AddHistory(EventType type, HistoryStore store, List<History> histories) {
        this(type, store, histories, Map.of());
    }

    /**
     * Creates a stage with some of the event type's histories.
     *
     * @throws IllegalArgumentException if an option is invalid, an argument is null because the Flux file declares it after this stage, or a history is not
     *     among the event type's sources or reads a field that the event type does not have
     */
    public AddHistory(EventType type, HistoryStore store, List<History> histories, Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        this.name = parsed.text("name");
        this.deadline = parsed.millis("deadlineMillis");
        if (deadline.isZero()) {
            throw parsed.problem("deadlineMillis", "option 'deadlineMillis' must be at least 1");
        }
        this.type = required(type, "event type");
        this.store = required(store, "store of histories");
        this.histories = new ArrayList<>(required(histories, "list of histories"));
        if (this.histories.isEmpty()) {
            throw parsed.problem("it has no histories; add some to the event type's sources, or remove this stage");
        }
        Set<String> names = new HashSet<>();
        this.reads = new ArrayList<>();
        for (History history : this.histories) {
            if (!names.add(required(history, "history").name())) {
                throw parsed.problem(
                        "", history.name(), "two histories have the name '" + history.name() + "'; rename one");
            }
            ActiveHistory.check(history, type).stream()
                    .filter(path -> !reads.contains(path))
                    .forEach(reads::add);
        }
    }

    private static List<History> historiesOf(EventType type) {
        return type == null ? List.of() : type.sources(History.class);
    }

    private <T> T required(T argument, String what) {
        if (argument == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    name, "its " + what + " is missing; declare it before this stage in the Flux file"));
        }
        return argument;
    }

    @Override
    public StageSpec spec() {
        List<String> codes = new ArrayList<>();
        if (histories.stream().anyMatch(history -> history.onMiss() == OnMiss.REJECT)) {
            codes.add(RejectionCode.HISTORY_KEY);
        }
        if (histories.stream().anyMatch(history -> history.onError() == OnError.REJECT)) {
            codes.add(RejectionCode.HISTORY_ERROR);
        }
        return StageSpec.named(name)
                .on(type)
                .reading(reads)
                .writing(histories.stream()
                        .flatMap(history -> history.fields().stream())
                        .map(Field::path)
                        .toList())
                .rejecting(codes.toArray(String[]::new))
                .completingWithin(deadline);
    }

    @Override
    public void open(StageContext context) {
        connection = context.histories(store);
        hash = new EventHash();
        active = histories.stream()
                .map(history -> new ActiveHistory(history, type, name, hash, context))
                .toArray(ActiveHistory[]::new);
        needsEventId = histories.stream().anyMatch(history -> history.id().isEmpty());
    }

    @Override
    public void apply(Batch batch, Outcomes outcomes) {
        AppendBatch requests = new AppendBatch(active, connection);
        try {
            for (int i = 0; i < batch.size(); i++) {
                outcomes.set(i, waiting(batch.get(i), requests).outcome());
            }
        } finally {
            // an exception for one event must not keep the others from their histories
            append(requests.requests());
        }
    }

    private PendingHistories waiting(Event event, AppendBatch requests) {
        HistoryResult[] results = new HistoryResult[active.length];
        for (int i = 0; i < results.length; i++) {
            int index = i;
            results[i] = active[i]
                    .entries()
                    .problem(event)
                    .<HistoryResult>map(problem -> unkeyed(active[index], problem))
                    .orElse(HistoryResult.Pending.PENDING);
        }
        PendingHistories waiting = new PendingHistories(name, active, results.clone(), deadline);
        long eventId = needsEventId ? hash.of(event.id()) : 0;
        for (int i = 0; i < results.length; i++) {
            if (results[i] == HistoryResult.Pending.PENDING) {
                ActiveHistory history = active[i];
                requests.add(i, history.entries().key(event), history.entries().entry(event, eventId), waiting);
                history.countAppended(1);
            }
        }
        return waiting;
    }

    private static HistoryResult unkeyed(ActiveHistory history, Template.Problem problem) {
        history.countUnkeyed();
        if (!problem.missing()) {
            history.report(".key", problem.message());
        }
        return new HistoryResult.Unkeyed(problem.message());
    }

    private void append(List<AppendRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        try {
            connection.append(requests);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            // only the class is named, since the message of a store may contain a key
            String cause = "the request to the store failed (" + e.getClass().getSimpleName() + ")";
            requests.forEach(request -> request.failed(cause));
        }
    }
}
