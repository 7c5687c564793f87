package io.riskstream.api.submit;

import io.riskstream.api.pipeline.ParsingContext;
import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.EventParser;
import io.riskstream.runner.StageCopies;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.validate.ValidateSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Parses and validates events with the stages of a pipeline, from its parser up to the last validation, as its Flux file declares them. Stages between them
 * that wait for something, such as look-ups, are left out; stages that drop events are not: a dropped event is valid.
 *
 * <p>Safe for many threads: each event uses opened copies of the stages, as each task of a worker does, and there are as many copies as threads that have
 * checked events at a time.
 */
final class EventCheck implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 3;

    private final String pipeline;
    private final List<Stage> stages;
    private final ParsingContext context;
    private final Queue<List<Stage>> idle = new ConcurrentLinkedQueue<>();
    private final Queue<List<Stage>> all = new ConcurrentLinkedQueue<>();

    /**
     * Opens the stages.
     *
     * @param pipeline the name of the pipeline
     */
    EventCheck(String pipeline, List<Stage> stages, ParsingContext context) {
        this.pipeline = pipeline;
        this.context = context;
        this.stages = stages;
        idle.add(open());
    }

    /** Opens the stages of a pipeline that parse and validate. */
    static EventCheck of(ServedPipeline served, ParsingContext context) {
        return new EventCheck(served.name(), stages(served), context);
    }

    private static List<Stage> stages(ServedPipeline served) {
        List<Stage> run = served.flux().stages().toList();
        int first = run.indexOf(served.parser());
        int last = first;
        for (int i = first; i < run.size(); i++) {
            if (run.get(i) instanceof ValidateSchema) {
                last = i;
            }
        }
        return run.subList(first, last + 1).stream()
                .filter(stage -> stage instanceof EventParser || !stage.spec().asynchronous())
                .toList();
    }

    private List<Stage> open() {
        List<Stage> copies = StageCopies.of(pipeline, stages);
        copies.forEach(stage -> stage.open(context));
        all.add(copies);
        return copies;
    }

    /** Checks an event. It blocks only while a parser waits for the schema of an event. */
    CheckedEvent check(Event event) {
        List<Stage> copies = idle.poll();
        if (copies == null) {
            copies = open();
        }
        try {
            return run(copies, event);
        } finally {
            idle.add(copies);
        }
    }

    private CheckedEvent run(List<Stage> copies, Event event) {
        Event current = event;
        for (Stage stage : copies) {
            Outcome outcome = outcome(stage, current);
            if (outcome instanceof Outcome.Pass pass) {
                current = current.with(pass.patch());
            } else if (outcome instanceof Outcome.Drop) {
                return new CheckedEvent.Valid(current);
            } else if (outcome instanceof Outcome.Reject reject) {
                return new CheckedEvent.Invalid(reject.rejections());
            } else if (outcome instanceof Outcome.Retry retry) {
                return new CheckedEvent.Undecided(retry.cause());
            }
        }
        return new CheckedEvent.Valid(current);
    }

    /** Returns the outcome of a stage that is not pending. A stage that throws has a bug, and the event is rejected, as on a worker. */
    private Outcome outcome(Stage stage, Event event) {
        try {
            Outcome outcome = stage.apply(event);
            for (int attempt = 1; outcome instanceof Outcome.Retry && attempt < MAX_ATTEMPTS; attempt++) {
                outcome = stage.apply(event);
            }
            while (outcome instanceof Outcome.Later later) {
                outcome = completed(later);
            }
            return outcome;
        } catch (RuntimeException | StackOverflowError e) {
            String name = stage.spec().name();
            context.report("internal", name + " failed with " + e.getClass().getName());
            return Outcome.reject(new Rejection(
                    name,
                    RejectionCode.INTERNAL,
                    "",
                    "the stage failed with " + e.getClass().getName()));
        }
    }

    private static Outcome completed(Outcome.Later later) {
        CompletableFuture<Outcome> completion = new CompletableFuture<>();
        later.outcome().whenDone((result, failure) -> {
            if (failure == null) {
                completion.complete(result);
            } else {
                completion.completeExceptionally(failure);
            }
        });
        try {
            return completion.get(later.deadline().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return later.late().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the pending outcome failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.retry("the server is stopping");
        }
    }

    /** Closes the stages. No event may be checked at this time. */
    @Override
    public void close() {
        List<Stage> opened = new ArrayList<>();
        all.forEach(opened::addAll);
        opened.forEach(Stage::close);
    }
}
