package io.riskstream.tools.simulate;

import io.riskstream.text.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A sample to run the shipped pipelines on: reference data and claims, all of it made up from a seed. No person, house, car or claim in it is
 * real, and no row of any real table is in it. How often what occurs is set by hand, in a rough likeness of public statistics.
 *
 * <p>The same seed gives the same files and the same events, on every machine. About {@value #FAULTY_PERCENT}% of the events are faulty, each
 * kind of fault in its turn; a few good ones come twice.
 */
public final class Simulation {
    /** Of a hundred events, how many are faulty on average. */
    public static final int FAULTY_PERCENT = 2;

    private static final double REPEATED = 0.002;

    private static final Map<String, Function<SimulatedWorld, SimulatedClaims>> CLAIMS =
            new TreeMap<>(Map.of("flood-claims", SimulatedFloodClaims::new, "auto-claims", SimulatedAutoClaims::new));

    private final SimulatedWorld world;
    private final SimulatedClaims claims;
    private final long seed;

    /**
     * A simulation of the events of one pipeline.
     *
     * @param pipeline {@code flood-claims} (JSON objects) or {@code auto-claims} (CSV lines)
     * @throws IllegalArgumentException if no simulation is known for the pipeline
     */
    public Simulation(String pipeline, long seed) {
        Function<SimulatedWorld, SimulatedClaims> maker = CLAIMS.get(pipeline);
        if (maker == null) {
            throw new IllegalArgumentException("no simulation of events for the pipeline '" + pipeline
                    + "'; give events with --input; " + Nearest.hint(pipeline, CLAIMS.keySet()));
        }
        this.seed = seed;
        this.world = new SimulatedWorld(seed);
        this.claims = maker.apply(world);
    }

    /**
     * Writes the reference data as CSV files, the same for every pipeline.
     *
     * @param directory made if it is not there; files in it are written over
     */
    public void writeReferences(Path directory) throws IOException {
        new SimulatedReferences(world, directory).write();
    }

    /** The kinds of faults that occur, in turn. */
    public List<SimulatedFault> faults() {
        return claims.spoilings().stream().map(SimulatedClaims.Spoiling::fault).toList();
    }

    /** So many events, the same ones at each call; made as they are asked for, a few microseconds each. */
    public Iterator<SimulatedEvent> events(long count) {
        return new Events(count);
    }

    private final class Events implements Iterator<SimulatedEvent> {
        private final SeededRandom dice = new SeededRandom(seed);
        private final List<SimulatedClaims.Spoiling> spoilings = claims.spoilings();
        private long left;
        private int nextSpoiling;
        private Optional<SimulatedEvent> lastGood = Optional.empty();

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
            if (dice.chance(FAULTY_PERCENT / 100.0)) {
                return faulty();
            }
            boolean repeat = dice.chance(REPEATED);
            if (!repeat || lastGood.isEmpty()) {
                lastGood = Optional.of(good());
            }
            return lastGood.get();
        }

        private SimulatedEvent good() {
            Map<String, String> claim = claims.claim(dice);
            byte[] value = claims.write(claim).getBytes(StandardCharsets.UTF_8);
            return new SimulatedEvent(key(claim), Optional.of(value), Optional.empty());
        }

        private SimulatedEvent faulty() {
            SimulatedClaims.Spoiling spoiling = spoilings.get(nextSpoiling);
            nextSpoiling = (nextSpoiling + 1) % spoilings.size();
            Map<String, String> claim = claims.claim(dice);
            byte[] key = key(claim);
            return new SimulatedEvent(key, spoiling.spoil().apply(claim, dice), Optional.of(spoiling.fault()));
        }

        private byte[] key(Map<String, String> claim) {
            return claim.get(claims.idField()).replace("\"", "").getBytes(StandardCharsets.UTF_8);
        }
    }
}
