package io.riskstream.tools.upgrade;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Replaces a running topology with a new version that reads the same topics for the same consumer group.
 *
 * <p>Side by side: the new topology is submitted inactive, so that its workers start while the old one still scores. Then the old one is deactivated,
 * finishes its events and commits; the new one is activated and continues at the committed offsets; the old one is killed. Scores stand still from the
 * deactivation to the first score of the new topology, a few seconds. If the new topology does not start, or reads nothing, it is killed and the old one
 * is active as before.
 *
 * <p>In place: the old topology is deactivated, drained and killed before the new one is submitted under its name. This needs no free slots, and scores
 * stand still while the new workers start.
 *
 * <p>Nothing is lost in either way, even if this process dies: both topologies commit an offset only after all events before it are finished. Events that
 * the old topology finishes after its last commit are scored twice.
 */
public final class Upgrade {
    private static final String ACTIVE = "ACTIVE";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final UpgradeSettings settings;
    private final TopologyControl cluster;
    private final ReadingProgress progress;
    private final Consumer<String> steps;
    private final TopologyNames names;
    private final LongSupplier ticker;
    private final Runnable pause;

    /** @param steps receives a line for each step that is done */
    public Upgrade(UpgradeSettings settings, NimbusControl cluster, ReadingProgress progress, Consumer<String> steps) {
        this(settings, cluster, progress, steps, System::nanoTime, () -> LockSupport.parkNanos(POLL_NANOS));
    }

    Upgrade(
            UpgradeSettings settings,
            TopologyControl cluster,
            ReadingProgress progress,
            Consumer<String> steps,
            LongSupplier ticker,
            Runnable pause) {
        this.settings = settings;
        this.cluster = cluster;
        this.progress = progress;
        this.steps = steps;
        this.names = new TopologyNames(settings.pipeline());
        this.ticker = ticker;
        this.pause = pause;
    }

    /**
     * Upgrades, and returns when the new topology reads and the old one is killed.
     *
     * @throws UpgradeException if the upgrade is refused or was undone, with the state of the topologies
     */
    public UpgradeReport run() {
        Map<String, String> topologies = cluster.topologies();
        String old = replaced(topologies);
        requireSameSources(old);
        progress.state(); // fails before anything is changed if Kafka does not answer
        return settings.inPlace() ? inPlace(old) : sideBySide(old, newName(old, topologies));
    }

    private String replaced(Map<String, String> topologies) {
        List<String> versions = settings.replaced().map(List::of).orElseGet(() -> names.versions(topologies));
        if (versions.isEmpty()) {
            throw new UpgradeException("no topology '" + settings.pipeline()
                    + "' or a later version of it is running: " + topologies.keySet()
                    + "; submit the pipeline, or name the topology with --replaces");
        } else if (versions.size() > 1) {
            throw new UpgradeException(
                    "more than one version of '" + settings.pipeline() + "' is running: "
                            + describe(versions, topologies)
                            + "; if an upgrade was interrupted, activate the one that shall go on with `storm activate NAME`, and end the other one with `storm kill NAME`");
        }
        String old = versions.get(0);
        if (!ACTIVE.equals(topologies.get(old))) {
            throw new UpgradeException("topology '" + old + "' is "
                    + topologies.getOrDefault(old, "not running")
                    + "; only an active topology can be replaced");
        }
        return old;
    }

    private static String describe(List<String> versions, Map<String, String> topologies) {
        return String.join(
                ", ",
                versions.stream()
                        .map(name -> name + " (" + topologies.get(name) + ")")
                        .toList());
    }

    /** The new topology continues at the offsets of the old one only if both read the same topics for the same group. */
    private void requireSameSources(String old) {
        Set<SourceTopics> before = new TreeSet<>(cluster.sources(old));
        Set<SourceTopics> after = new TreeSet<>(settings.sources());
        if (after.isEmpty()) {
            throw new UpgradeException(
                    "the new version has no spout that commits offsets for a consumer group, so it cannot continue where the old one ends");
        } else if (!before.equals(after)) {
            throw new UpgradeException("topology '" + old + "' reads " + before + ", but the new version reads " + after
                    + "; it would not continue where the old one ends. Use the same topics and consumer groups");
        }
    }

    private String newName(String old, Map<String, String> topologies) {
        String name = settings.name().orElseGet(() -> names.after(old));
        if (topologies.containsKey(name)) {
            throw new UpgradeException("a topology '" + name + "' is running already; choose another name with --name");
        }
        int free = cluster.freeSlots();
        if (free < settings.workers()) {
            throw new UpgradeException("the new topology needs " + settings.workers()
                    + " worker slots beside the old one, and " + free
                    + " are free; add slots, or use --in-place, which ends the old topology first");
        }
        return name;
    }

    private UpgradeReport sideBySide(String old, String name) {
        cluster.submit(name, false);
        steps.accept("submitted " + name + ", inactive");
        UpgradeReport report;
        try {
            await(() -> cluster.isUp(name), name + " does not start");
            steps.accept("the workers of " + name + " are up");
            report = handOver(old, name);
        } catch (RuntimeException e) {
            throw new UpgradeException(e.getMessage() + "; " + rollBack(old, name), e);
        }
        try {
            end(old);
        } catch (UpgradeException e) {
            throw new UpgradeException(
                    e.getMessage() + "; " + name + " reads in its place. End " + old + " with `storm kill " + old + "`",
                    e);
        }
        return report;
    }

    private UpgradeReport handOver(String old, String name) {
        cluster.deactivate(old);
        long stopped = ticker.getAsLong();
        long drained = awaitDrained();
        steps.accept("deactivated " + old + ", and it is drained");
        cluster.activate(name);
        await(() -> hasProgress(drained), name + " reads nothing");
        steps.accept("activated " + name);
        return report(old, name, stopped);
    }

    /** Returns to the old topology. Returns what the state is then. */
    private String rollBack(String old, String name) {
        try {
            cluster.activate(old);
            cluster.kill(name);
            return old + " is active again, and " + name
                    + " is killed; its errors are in the logs of its workers. Nothing is lost";
        } catch (RuntimeException e) {
            return "the return to " + old + " failed too (" + e.getMessage() + "): run `storm activate " + old
                    + "` and `storm kill " + name + "`. Nothing is lost";
        }
    }

    private UpgradeReport inPlace(String old) {
        long stopped;
        long drained;
        try {
            cluster.deactivate(old);
            stopped = ticker.getAsLong();
            drained = awaitDrained();
            steps.accept("deactivated " + old + ", and it is drained");
            cluster.kill(old);
        } catch (UpgradeException e) {
            throw new UpgradeException(e.getMessage() + "; " + reactivate(old), e);
        }
        try {
            awaitEnd(old);
            cluster.submit(old, true);
        } catch (UpgradeException e) {
            throw new UpgradeException(
                    e.getMessage() + "; " + old
                            + " is killed, and nothing is scored: submit it again. It continues where the old topology ended",
                    e);
        }
        steps.accept("submitted " + old);
        try {
            await(() -> hasProgress(drained), old + " reads nothing");
        } catch (UpgradeException e) {
            throw new UpgradeException(
                    e.getMessage()
                            + "; its errors are in the logs of its workers. Kill it and submit the earlier version again: it continues where the old topology ended",
                    e);
        }
        return report(old, old, stopped);
    }

    private String reactivate(String old) {
        try {
            cluster.activate(old);
            return old + " is active again. Nothing is lost";
        } catch (RuntimeException e) {
            return "the return to " + old + " failed too (" + e.getMessage() + "): run `storm activate " + old
                    + "`. Nothing is lost";
        }
    }

    private void end(String old) {
        cluster.kill(old);
        awaitEnd(old);
    }

    private void awaitEnd(String old) {
        await(() -> !cluster.topologies().containsKey(old), old + " is killed, and still listed");
        steps.accept("killed " + old);
    }

    private UpgradeReport report(String old, String name, long stopped) {
        return new UpgradeReport(
                old,
                name,
                Duration.ofNanos(ticker.getAsLong() - stopped),
                progress.state().waiting());
    }

    private boolean hasProgress(long drained) {
        ReadingProgress.State state = progress.state();
        return state.committed() > drained || state.waiting() == 0;
    }

    /**
     * Returns the committed offsets once they have not changed for some time. A topology that does not drain in time is no reason to stop: its events are
     * scored twice then.
     */
    private long awaitDrained() {
        long end = ticker.getAsLong() + settings.patience().toNanos();
        OptionalLong committed = OptionalLong.empty();
        long since = ticker.getAsLong();
        while (committed.isEmpty()
                || ticker.getAsLong() - since < settings.settling().toNanos()) {
            try {
                long now = progress.state().committed();
                if (committed.isEmpty() || committed.getAsLong() != now) {
                    committed = OptionalLong.of(now);
                    since = ticker.getAsLong();
                }
            } catch (UpgradeException e) {
                if (committed.isEmpty() && ticker.getAsLong() - end >= 0) {
                    throw e;
                }
            }
            if (committed.isPresent() && ticker.getAsLong() - end >= 0) {
                break;
            }
            pause.run();
        }
        return committed.getAsLong();
    }

    /** Waits for a condition. A cluster that does not answer for a while is asked again. */
    private void await(BooleanSupplier condition, String otherwise) {
        long end = ticker.getAsLong() + settings.patience().toNanos();
        while (true) {
            String reason = "";
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (UpgradeException e) {
                reason = ": " + e.getMessage();
            }
            if (ticker.getAsLong() - end >= 0) {
                throw new UpgradeException(
                        otherwise + " within " + settings.patience().toSeconds() + " s" + reason);
            }
            pause.run();
        }
    }
}
