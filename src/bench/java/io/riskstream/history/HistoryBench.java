package io.riskstream.history;

import com.sun.management.OperatingSystemMXBean;
import io.riskstream.connect.redis.Redis;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.tools.local.EmbeddedRedis;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * Compares two histories an event against a real Redis, in one run: one round trip a command as in storm-redis, sorted sets with a Lua script in pipelines, and the
 * stage of Riskstream. Each entity has some ten events. The last rows have one entity with more events than a history keeps.
 */
@Command(
        name = "history",
        description =
                "Measures two histories an event against a real Redis, compared with single commands and sorted sets.",
        mixinStandardHelpOptions = true)
public final class HistoryBench implements Callable<Integer> {
    private static final int BATCH = 500;
    private static final int HELD = 10;
    private static final long DAY = 86_400_000L;
    private static final long YEAR = 365 * DAY;
    private static final String SCRIPT = """
            redis.call('ZADD', KEYS[1], ARGV[1], ARGV[3] .. ':' .. ARGV[2])
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            local sum, max, result = 0, 0, {}
            for i = 5, #ARGV do
              local members = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[i], '(' .. ARGV[1])
              for _, member in ipairs(members) do
                local amount = tonumber(string.match(member, '^[^:]*'))
                sum = sum + amount
                if amount > max then max = amount end
              end
              result[#result + 1] = #members
            end
            result[#result + 1] = tostring(sum)
            result[#result + 1] = tostring(max)
            return result
            """;

    @Option(names = "--events", defaultValue = "60000", description = "events of each row (${DEFAULT-VALUE})")
    private int events;

    private final History policy = history("policy_claims", "policy:{policy}");
    private final History city = history("city_claims", "city:{city}");
    private final EventType type = new EventType(List.of(
            TestEvents.source("claim", "policy:STRING", "city:STRING", "at:LONG", "amount:DOUBLE", "state:STRING"),
            policy,
            city));

    private interface Contestant {
        void process(List<Event> batch);
    }

    private static History history(String name, String entity) {
        return new History(Map.of(
                "name",
                name,
                "entity",
                entity,
                "time",
                "at",
                "amount",
                "amount",
                "distinct",
                List.of("state"),
                "windows",
                List.of("24h", "30d", "365d")));
    }

    @Override
    public Integer call() {
        int entities = Math.max(1, events / HELD);
        System.out.println("| two histories an event, 3 windows           |    events/s | us CPU/ev | Redis us  |");
        System.out.println("|---------------------------------------------|-------------|-----------|-----------|");
        row("one round trip a command", entities, events / 4, this::singleCommands);
        row("sorted sets with Lua, in pipelines", entities, events, this::sortedSets);
        row("Riskstream", entities, events, this::riskstream);
        row("Riskstream, one entity, 500 events kept", 1, events / 4, this::riskstream);
        return 0;
    }

    private interface Opener {
        Contestant open(EmbeddedRedis redis, List<AutoCloseable> opened);
    }

    private void row(String name, int entities, int count, Opener opener) {
        List<AutoCloseable> opened = new ArrayList<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Jedis admin = new Jedis("127.0.0.1", redis.port())) {
            Contestant contestant = opener.open(redis, opened);
            long offset = run(contestant, 0, count, entities); // fills the histories, and warms up
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long start = System.nanoTime();
            long cpu = process.getProcessCpuTime();
            double redisCpu = redisSeconds(admin);
            run(contestant, offset, count, entities);
            System.out.printf(
                    Locale.ROOT,
                    "| %-43s | %,11.0f | %9.2f | %9.2f |%n",
                    name,
                    count * 1e9 / (System.nanoTime() - start),
                    (process.getProcessCpuTime() - cpu) / 1e3 / count,
                    (redisSeconds(admin) - redisCpu) * 1e6 / count);
            for (AutoCloseable each : opened) {
                each.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static double redisSeconds(Jedis admin) {
        return admin.info("cpu")
                .lines()
                .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    private long run(Contestant contestant, long from, int count, int entities) {
        for (long offset = from; offset < from + count; offset += BATCH) {
            List<Event> batch = new ArrayList<>(BATCH);
            for (long i = offset; i < Math.min(from + count, offset + BATCH); i++) {
                batch.add(event(i, entities));
            }
            contestant.process(batch);
        }
        return from + count;
    }

    private Event event(long offset, int entities) {
        FieldValues values = new FieldValues(5);
        values.setString(0, "p" + offset * 7919 % entities);
        values.setString(1, "c" + offset * 104_729 % entities);
        values.setInteger(2, 1_700_000_000_000L + offset * 60_000);
        values.setNumber(3, offset % 1000);
        values.setString(4, "S" + offset % 50);
        return Event.of(new Origin("claims", 0, offset, offset, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values).withId("claim-" + offset));
    }

    private Contestant riskstream(EmbeddedRedis redis, List<AutoCloseable> opened) {
        TestContext context = new TestContext().connectingToStores();
        opened.add(context);
        AddHistory stage =
                new AddHistory(type, new Redis(Map.of("host", "127.0.0.1", "port", redis.port(), "freshness", "TTL")));
        stage.open(context);
        return batch -> {
            List<Outcome> outcomes = new ArrayList<>(batch.size());
            stage.apply(new Batch(batch), (index, outcome) -> outcomes.add(outcome));
            for (Outcome outcome : outcomes) {
                if (!(TestContext.settled(outcome) instanceof Outcome.Pass)) {
                    throw new IllegalStateException("an event has no history");
                }
            }
        };
    }

    private Contestant singleCommands(EmbeddedRedis redis, List<AutoCloseable> opened) {
        Jedis jedis = new Jedis("127.0.0.1", redis.port());
        opened.add(jedis);
        return batch -> {
            for (Event event : batch) {
                for (int slot = 0; slot < 2; slot++) {
                    byte[] key = ("h:" + event.string(slot)).getBytes(StandardCharsets.UTF_8);
                    byte[] value = (event.integer(2) + ":" + event.number(3) + ":" + event.string(4))
                            .getBytes(StandardCharsets.UTF_8);
                    jedis.hset(key, event.id().getBytes(StandardCharsets.UTF_8), value);
                    jedis.expire(key, YEAR / 1000);
                    jedis.hvals(key);
                }
            }
        };
    }

    private Contestant sortedSets(EmbeddedRedis redis, List<AutoCloseable> opened) {
        Jedis jedis = new Jedis("127.0.0.1", redis.port());
        opened.add(jedis);
        String sha = jedis.scriptLoad(SCRIPT);
        return batch -> {
            Pipeline pipeline = jedis.pipelined();
            for (Event event : batch) {
                long time = event.integer(2);
                for (int slot = 0; slot < 2; slot++) {
                    pipeline.evalsha(
                            sha,
                            List.of("z:" + event.string(slot)),
                            List.of(
                                    "" + time,
                                    event.id(),
                                    "" + event.number(3),
                                    "" + YEAR / 1000,
                                    "" + (time - DAY),
                                    "" + (time - 30 * DAY),
                                    "" + (time - YEAR)));
                }
            }
            pipeline.syncAndReturnAll();
        };
    }
}
