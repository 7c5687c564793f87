package io.riskstream.tools.simulate;

import io.riskstream.text.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Simulated reference data and claims for the shipped pipelines, generated from a seed. No person, house, car or claim is real, and no row of a
 * real table is used. Frequencies are set by hand and roughly follow public statistics.
 *
 * <p>The same seed gives the same files and the same events on every machine. About {@value #DEFECTIVE_PERCENT}% of the events are defective, with
 * each kind of defect in turn; 0.2% are repetitions of a valid event.
 */
public final class Simulation {
    /** The average percentage of defective events. */
    public static final int DEFECTIVE_PERCENT = 2;

    private static final double REPEATED = 0.002;

    private static final Map<String, Function<ReferenceData, SimulatedClaims>> CLAIMS =
            new TreeMap<>(Map.of("flood-claims", SimulatedFloodClaims::new, "auto-claims", SimulatedAutoClaims::new));

    private final ReferenceCsv csv;
    private final SimulatedClaims claims;
    private final long seed;

    /**
     * Creates a simulation for one pipeline.
     *
     * @param pipeline {@code flood-claims} (JSON objects) or {@code auto-claims} (CSV lines)
     * @throws IllegalArgumentException if the pipeline has no simulation
     */
    public Simulation(String pipeline, long seed) {
        Function<ReferenceData, SimulatedClaims> factory = CLAIMS.get(pipeline);
        if (factory == null) {
            throw new IllegalArgumentException("there is no simulation for the pipeline '" + pipeline + "'; "
                    + Nearest.hint(pipeline, CLAIMS.keySet()));
        }
        this.seed = seed;
        ReferenceData data = new ReferenceData(seed);
        this.csv = new ReferenceCsv(data);
        this.claims = factory.apply(data);
    }

    /** Returns a simulation for one pipeline; empty if the pipeline has none. */
    public static Optional<Simulation> of(String pipeline, long seed) {
        return CLAIMS.containsKey(pipeline) ? Optional.of(new Simulation(pipeline, seed)) : Optional.empty();
    }

    /** Returns the names of the simulated reference files, which are the same for every pipeline. */
    public Set<String> referenceFiles() {
        return csv.names();
    }

    /**
     * Writes simulated reference files.
     *
     * @param directory created if it does not exist; existing files are overwritten
     * @param names some of the {@linkplain #referenceFiles names}
     */
    public void writeReferences(Path directory, Collection<String> names) throws IOException {
        csv.write(directory, names);
    }

    /** Returns the kinds of defects in the order in which they occur. */
    public List<SimulatedDefect> defects() {
        return claims.injections().stream()
                .map(SimulatedClaims.Injection::defect)
                .toList();
    }

    /** Returns events, the same ones at each call. They are generated when they are requested, which takes a few microseconds each. */
    public Iterator<SimulatedEvent> events(long count) {
        return new Events(count);
    }

    private final class Events implements Iterator<SimulatedEvent> {
        private final SeededRandom random = new SeededRandom(seed);
        private final List<SimulatedClaims.Injection> injections = claims.injections();
        private long left;
        private int nextInjection;
        private Optional<SimulatedEvent> lastValid = Optional.empty();

        Events(long count) {
            this.left = count;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public SimulatedEvent next() {
            if (left <= 0) {
                throw new NoSuchElementException();
            }
            left--;
            if (random.chance(DEFECTIVE_PERCENT / 100.0)) {
                return defective();
            }
            boolean repeat = random.chance(REPEATED);
            if (!repeat || lastValid.isEmpty()) {
                lastValid = Optional.of(valid());
            }
            return lastValid.get();
        }

        private SimulatedEvent valid() {
            Map<String, String> claim = claims.claim(random);
            byte[] value = claims.write(claim).getBytes(StandardCharsets.UTF_8);
            return new SimulatedEvent(key(claim), Optional.of(value), Optional.empty());
        }

        private SimulatedEvent defective() {
            SimulatedClaims.Injection injection = injections.get(nextInjection);
            nextInjection = (nextInjection + 1) % injections.size();
            Map<String, String> claim = claims.claim(random);
            byte[] key = key(claim);
            return new SimulatedEvent(key, injection.inject().apply(claim, random), Optional.of(injection.defect()));
        }

        private byte[] key(Map<String, String> claim) {
            return claim.get(claims.idField()).replace("\"", "").getBytes(StandardCharsets.UTF_8);
        }
    }
}
