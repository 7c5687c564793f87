package io.riskstream.enrich;

import com.sun.management.OperatingSystemMXBean;
import io.riskstream.bench.Workload;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.CacheRegion;
import io.riskstream.enrich.cache.NearCache;
import io.riskstream.enrich.cache.PackedKey;
import io.riskstream.enrich.cache.RecordKey;
import io.riskstream.enrich.cache.ZipfKeys;
import io.riskstream.enrich.record.InvalidRecordException;
import io.riskstream.enrich.record.JsonDecoder;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.ValidityToken;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

/**
 * Compares six look-ups an event against a real Redis, in one run: sequential GETs as in storm-redis, one MGET an event, and Riskstream at several hit
 * rates, which depend on the size of its near-cache. Keys have a Zipf distribution with exponent 0.99, 55,000 for each look-up.
 */
@Command(
        name = "enrich",
        description =
                "Measures six look-ups an event against a real Redis, compared with sequential GETs and one MGET an event.",
        mixinStandardHelpOptions = true)
public final class EnrichBench implements Callable<Integer> {
    private static final String[] LOOKUPS = Workload.LOOKUPS.keySet().toArray(String[]::new);
    private static final int MAX_PENDING = 4_096;
    private static final double EXPONENT = 0.99;
    private static final int WARM_UP_SECONDS = 3;
    /** With this many entries only the rarest keys are missed, which are too few for a short search by measurement. */
    private static final int ENTRIES_FOR_RARE_MISSES = 315_000;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "seconds of measurement for each row (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "0.6,0.95,0.996,1.0",
            description = "the target hit rates (${DEFAULT-VALUE})")
    private double[] rates;

    private final byte[][][] ids = new byte[LOOKUPS.length][Workload.RECORDS][];
    private long offset;

    private interface Contestant {
        /** Looks up the records of this many further events. Returns when all of them are enriched. */
        void enrich(int events);
    }

    private record Result(String name, double hitRate, double perSecond, double cpuMicros, double redisMicros) {
        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "| %-38s | %6s | %,11.0f | %9.2f | %9.2f |%n",
                    name,
                    Double.isNaN(hitRate) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * hitRate),
                    perSecond,
                    cpuMicros,
                    redisMicros);
        }
    }

    @Override
    public Integer call() {
        for (int lookup = 0; lookup < LOOKUPS.length; lookup++) {
            for (int number = 0; number < Workload.RECORDS; number++) {
                ids[lookup][number] = Workload.id(LOOKUPS[lookup], number).getBytes(StandardCharsets.US_ASCII);
            }
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            Map<String, Object> address = Map.of("host", "127.0.0.1", "port", redis.port());
            try (RedisLoader loader = new RedisLoader(new Redis(address))) {
                for (String lookup : LOOKUPS) {
                    for (int number = 0; number < Workload.RECORDS; number++) {
                        loader.put(lookup + ":" + Workload.id(lookup, number), Workload.record(lookup, number));
                    }
                }
            }
            System.out.println(
                    "| look-ups                               | hits   |    events/s | us CPU/ev | Redis us  |");
            System.out.println(
                    "|----------------------------------------|--------|-------------|-----------|-----------|");
            measure("creation of the events only", redis, events(), Counted.NOTHING)
                    .print();
            Result sequential;
            Result oneMget;
            try (JedisPool pool = new JedisPool("127.0.0.1", redis.port());
                    Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
                sequential = measure("sequential GETs, as storm-redis", redis, sequentialGets(pool), Counted.NOTHING);
                sequential.print();
                oneMget = measure("one MGET an event", redis, oneMget(jedis), Counted.NOTHING);
                oneMget.print();
            }
            for (double rate : rates) {
                int entries = rate == 1.0 ? 500_000 : rate == 0.996 ? ENTRIES_FOR_RARE_MISSES : entriesFor(rate);
                for (int batch : new int[] {1, 500}) {
                    Result result = riskstream(redis, address, entries, batch);
                    result.print();
                    System.out.printf(
                            Locale.ROOT,
                            "|   %-36s | %6s | %9.1f x | %7.2f x |           |%n",
                            rate == 0.6 ? "against one MGET an event" : "against sequential GETs",
                            "",
                            result.perSecond() / (rate == 0.6 ? oneMget : sequential).perSecond(),
                            result.cpuMicros() / (rate == 0.6 ? oneMget : sequential).cpuMicros());
                }
            }
        }
        return 0;
    }

    private Event event(ZipfKeys[] keys) {
        FieldValues values = new FieldValues(LOOKUPS.length);
        for (int lookup = 0; lookup < LOOKUPS.length; lookup++) {
            // a new string, as a parser creates: its hash is not yet computed
            values.setString(lookup, new String(ids[lookup][keys[lookup].next()], StandardCharsets.ISO_8859_1));
        }
        return Event.of(new Origin("claims", 0, offset++, 0, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values));
    }

    private static ZipfKeys[] zipf(long seed) {
        ZipfKeys[] keys = new ZipfKeys[LOOKUPS.length];
        for (int lookup = 0; lookup < keys.length; lookup++) {
            keys[lookup] = new ZipfKeys(Workload.RECORDS, EXPONENT, seed + lookup);
        }
        return keys;
    }

    /** Returns how many entries are needed for this hit rate, found by measurement on the near-cache itself. */
    private int entriesFor(double rate) {
        int low = 100;
        int high = 6 * Workload.RECORDS;
        while (high - low > low / 50) {
            int middle = (low + high) / 2;
            if (hitRate(middle) < rate) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double hitRate(int entries) {
        NearCache cache = new NearCache(entries, Long.MAX_VALUE);
        List<Lookup> lookups = Workload.lookups();
        EventType type = type(lookups);
        List<CacheRegion> regions = lookups.stream()
                .map(lookup -> cache.region(lookup.toString(), RecordKey.of(lookup.key(), lookup.keyEscape(), type)))
                .toList();
        ZipfKeys[] keys = zipf(5);
        ValidityToken token = ValidityToken.tracked();
        for (CacheRegion region : regions) {
            for (int number = 0; number < Workload.RECORDS; number++) {
                String id = String.valueOf(number);
                region.put(new CacheEntry(id, FieldValues.EMPTY, token, Long.MAX_VALUE / 2), region.stamp(id));
            }
        }
        PackedKey probe = new PackedKey();
        long hits = 0;
        int warmUp = 200_000;
        int counted = 100_000;
        for (int i = 0; i < warmUp + counted; i++) {
            for (int lookup = 0; lookup < keys.length; lookup++) {
                String id = String.valueOf(keys[lookup].next());
                CacheRegion region = regions.get(lookup);
                if (region.find(region.first(probe.set(id).hash()), probe, 0) == null) {
                    region.put(new CacheEntry(id, FieldValues.EMPTY, token, Long.MAX_VALUE / 2), region.stamp(id));
                } else if (i >= warmUp) {
                    hits++;
                }
            }
        }
        return hits / (double) (counted * keys.length);
    }

    private static EventType type(List<Lookup> lookups) {
        List<Field> fields = Workload.LOOKUPS.values().stream()
                .map(path -> new Field(path, FieldType.STRING))
                .toList();
        return Workload.type(
                new FieldSource() {
                    @Override
                    public String name() {
                        return "claim";
                    }

                    @Override
                    public List<Field> fields() {
                        return fields;
                    }
                },
                lookups);
    }

    private Contestant events() {
        ZipfKeys[] keys = zipf(1);
        return events -> {
            for (int i = 0; i < events; i++) {
                event(keys);
            }
        };
    }

    private Contestant sequentialGets(JedisPool pool) {
        ZipfKeys[] keys = zipf(1);
        List<Lookup> lookups = Workload.lookups();
        List<JsonDecoder> decoders = lookups.stream()
                .map(lookup -> new JsonDecoder(lookup.fields(), lookup.members()))
                .toList();
        return events -> {
            for (int i = 0; i < events; i++) {
                Event event = event(keys);
                Patch patch = Patch.NONE;
                for (int lookup = 0; lookup < LOOKUPS.length; lookup++) {
                    try (Jedis jedis = pool.getResource()) {
                        String text = jedis.get(LOOKUPS[lookup] + ":" + event.string(lookup));
                        patch = patch.withFields(
                                6 + 2 * lookup, decoded(decoders.get(lookup), text.getBytes(StandardCharsets.UTF_8)));
                    }
                }
                event.with(patch);
            }
        };
    }

    private Contestant oneMget(Jedis jedis) {
        ZipfKeys[] keys = zipf(1);
        List<Lookup> lookups = Workload.lookups();
        List<JsonDecoder> decoders = lookups.stream()
                .map(lookup -> new JsonDecoder(lookup.fields(), lookup.members()))
                .toList();
        byte[][] storeKeys = new byte[LOOKUPS.length][];
        return events -> {
            for (int i = 0; i < events; i++) {
                Event event = event(keys);
                for (int lookup = 0; lookup < LOOKUPS.length; lookup++) {
                    storeKeys[lookup] = (LOOKUPS[lookup] + ":" + event.string(lookup)).getBytes(StandardCharsets.UTF_8);
                }
                List<byte[]> texts = jedis.mget(storeKeys);
                Patch patch = Patch.NONE;
                for (int lookup = 0; lookup < LOOKUPS.length; lookup++) {
                    patch = patch.withFields(6 + 2 * lookup, decoded(decoders.get(lookup), texts.get(lookup)));
                }
                event.with(patch);
            }
        };
    }

    private static FieldValues decoded(JsonDecoder decoder, byte[] text) {
        try {
            return decoder.decode(text);
        } catch (InvalidRecordException e) {
            throw new AssertionError(e);
        }
    }

    private Result riskstream(EmbeddedRedis redis, Map<String, Object> address, int entries, int batch) {
        List<Lookup> lookups = Workload.lookups();
        try (TestContext test = new TestContext().connectingToStores()) {
            Enrich stage = Workload.enrich(type(lookups), new Redis(address), lookups, entries);
            stage.open(test);
            AtomicInteger pending = new AtomicInteger();
            Thread caller = Thread.currentThread();
            fill(stage);
            ZipfKeys[] keys = zipf(1);
            Contestant contestant = total -> {
                for (int done = 0; done < total; done += batch) {
                    List<Event> events = new ArrayList<>(batch);
                    for (int i = 0; i < batch; i++) {
                        events.add(event(keys));
                    }
                    stage.apply(
                            new Batch(events), (index, outcome) -> end(events.get(index), outcome, pending, caller));
                    while (pending.get() > MAX_PENDING) {
                        LockSupport.parkNanos(100_000);
                    }
                }
                while (pending.get() > 0) {
                    LockSupport.parkNanos(100_000);
                }
            };
            return measure(
                    batch == 1 ? "Riskstream, one event at a time" : "Riskstream, batches of " + batch,
                    redis,
                    contestant,
                    () -> counted(test));
        }
    }

    private static Counted counted(TestContext test) {
        long hits = 0;
        long misses = 0;
        for (String lookup : LOOKUPS) {
            hits += test.count("enrich." + lookup + ".hits");
            misses += test.count("enrich." + lookup + ".misses") + test.count("enrich." + lookup + ".joined");
            if (test.count("enrich." + lookup + ".errors") + test.count("enrich." + lookup + ".absent") > 0) {
                throw new AssertionError("not every record was found: " + test.reports());
            }
        }
        return new Counted(hits, misses);
    }

    private static void end(Event event, Outcome outcome, AtomicInteger pending, Thread waiting) {
        if (outcome instanceof Outcome.Pass pass) {
            event.with(pass.patch());
        } else if (outcome instanceof Outcome.Later later) {
            pending.incrementAndGet();
            later.outcome().whenDone((settled, failure) -> {
                event.with(((Outcome.Pass) settled).patch());
                if (pending.decrementAndGet() == MAX_PENDING / 2) {
                    LockSupport.unpark(waiting);
                }
            });
        } else {
            throw new AssertionError(outcome);
        }
    }

    /** Requests every record once. */
    private void fill(Enrich stage) {
        for (int number = 0; number < Workload.RECORDS; number++) {
            FieldValues values = new FieldValues(LOOKUPS.length);
            for (int lookup = 0; lookup < LOOKUPS.length; lookup++) {
                values.setString(lookup, new String(ids[lookup][number], StandardCharsets.ISO_8859_1));
            }
            TestContext.settled(
                    stage.apply(Event.of(new Origin("fill", 0, number, 0, Optional.empty(), List.of()), new byte[0])
                            .with(Patch.NONE.withFields(0, values))));
        }
    }

    /** The requests to the near-cache so far. */
    private record Counted(long hits, long misses) {
        static final Supplier<Counted> NOTHING = () -> new Counted(0, 0);

        double hitRateSince(Counted before) {
            double requests = hits - before.hits + misses - before.misses;
            return requests == 0 ? Double.NaN : (hits - before.hits) / requests;
        }
    }

    private Result measure(String name, EmbeddedRedis redis, Contestant contestant, Supplier<Counted> counted) {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long warmUpEnd = System.nanoTime() + WARM_UP_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < warmUpEnd) {
            contestant.enrich(1_000);
        }
        long events = 0;
        Counted before = counted.get();
        double redisBefore = redisCpu(redis);
        long cpuBefore = process.getProcessCpuTime();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            contestant.enrich(1_000);
            events += 1_000;
        }
        long elapsed = System.nanoTime() - start;
        double cpu = (process.getProcessCpuTime() - cpuBefore) / 1e3 / events;
        double redisMicros = (redisCpu(redis) - redisBefore) * 1e6 / events;
        return new Result(name, counted.get().hitRateSince(before), events * 1e9 / elapsed, cpu, redisMicros);
    }

    /** Returns the CPU time used by the server, in seconds. */
    private static double redisCpu(EmbeddedRedis redis) {
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            double total = 0;
            for (String line : jedis.info("cpu").split("\r\n")) {
                if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
                    total += Double.parseDouble(line.substring(line.indexOf(':') + 1));
                }
            }
            return total;
        }
    }
}
