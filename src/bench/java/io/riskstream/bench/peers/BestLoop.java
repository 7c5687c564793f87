package io.riskstream.bench.peers;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.bench.pipeline.ContestantJob;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import redis.clients.jedis.Jedis;

/**
 * The fastest poll loop for this job: a streaming parser into reused claims, hand-written checks and rules, one near-cache of decoded records for each
 * look-up whose hit is a hash look-up and a flag, one MGET for all misses of a poll, and messages composed of encoded bytes. Every change requires a
 * programmer, it never notices a change of a record in Redis, and it ends if Redis is down.
 */
final class BestLoop implements PollLoop.Step {
    private static final String[] LOOKUPS = {"customer:", "policy:", "county:", "market:", "rival:", "weather:"};

    /** A claim of a poll with its records, reused for each poll. */
    private static final class Case {
        final Claim claim = new Claim();
        final Rates[] rates = new Rates[LOOKUPS.length];
        byte[] key;
        boolean complete;
    }

    private final Jedis redis;
    private final ClaimReader reader = new ClaimReader();
    private final ScoreWriter writer = new ScoreWriter();
    private final SieveCache[] caches = new SieveCache[LOOKUPS.length];
    private final List<Case> cases = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();

    private BestLoop(ContestantJob job) {
        redis = new Jedis("127.0.0.1", job.redisPort());
        for (int i = 0; i < caches.length; i++) {
            caches[i] = new SieveCache(ContestantJob.CACHE_ENTRIES / LOOKUPS.length);
        }
    }

    public static void main(String[] arguments) {
        ContestantJob job = ContestantJob.of(arguments);
        ContestantJob.run(() -> PollLoop.run(job, new BestLoop(job)));
    }

    @Override
    public void apply(ConsumerRecords<byte[], byte[]> polled, PollLoop loop) {
        int good = 0;
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            Case next = caseAt(good);
            if (reader.read(record.value(), next.claim) && ClaimCheck.invalidField(next.claim) == null) {
                next.key = record.key();
                look(next);
                good++;
            } else {
                loop.deadLetter(record.key(), record.value());
            }
        }
        if (!missing.isEmpty()) {
            fetch();
        }
        for (int i = 0; i < good; i++) {
            Case next = cases.get(i);
            if (!next.complete) {
                look(next); // a record that Redis does not have is missed again, and requested again with the next poll
            }
            loop.score(next.key, score(next.claim, next.rates));
        }
    }

    private Case caseAt(int index) {
        if (index == cases.size()) {
            cases.add(new Case());
        }
        return cases.get(index);
    }

    private void look(Case next) {
        Claim claim = next.claim;
        next.complete = look(next.rates, 0, claim.customerId)
                & look(next.rates, 1, claim.policyId)
                & look(next.rates, 2, claim.countyCode)
                & look(next.rates, 3, claim.region)
                & look(next.rates, 4, claim.product)
                & look(next.rates, 5, claim.station);
    }

    private boolean look(Rates[] rates, int lookup, String id) {
        rates[lookup] = caches[lookup].get(id);
        if (rates[lookup] == null) {
            missing.add(LOOKUPS[lookup] + id);
            return false;
        }
        return true;
    }

    private void fetch() {
        String[] keys = missing.toArray(String[]::new);
        missing.clear();
        List<String> found = redis.mget(keys);
        for (int i = 0; i < keys.length; i++) {
            if (found.get(i) != null) {
                JsonObject record = JsonParser.parseString(found.get(i)).getAsJsonObject();
                int end = keys[i].indexOf(':') + 1;
                int lookup = List.of(LOOKUPS).indexOf(keys[i].substring(0, end));
                caches[lookup].put(
                        keys[i].substring(end),
                        new Rates(record.get("a").getAsDouble(), record.get("b").getAsDouble()));
            }
        }
    }

    private byte[] score(Claim claim, Rates[] rates) {
        return writer.write(claim, ClaimRules.met(claim, rates[0], rates[1], rates[2], rates[3], rates[4], rates[5]));
    }
}
