package io.riskstream.bench.pipeline;

/**
 * The parameters of the fused pipeline.
 *
 * @param flink true for Flink's job in its place, of which only the number of tasks can be changed
 * @param tasks number of tasks of the spout, and of the bolt
 * @param workers number of workers of a Storm cluster; 0 for a local Storm in one process
 * @param rules number of rules of its scorecard
 * @param rarelyTrue true if no claim matches the rules beyond the common twelve
 * @param cacheEntries maximum number of records in a worker's near-cache
 */
record Wiring(boolean flink, int tasks, int workers, int rules, boolean rarelyTrue, int lookups, int cacheEntries) {
    static final Wiring COMMON = new Wiring(false, 1, 0, 12, false, 6, ContestantJob.CACHE_ENTRIES);

    Wiring onFlink() {
        return new Wiring(true, tasks, workers, rules, rarelyTrue, lookups, cacheEntries);
    }

    Wiring withTasks(int count) {
        return new Wiring(flink, count, workers, rules, rarelyTrue, lookups, cacheEntries);
    }

    Wiring withWorkers(int count) {
        return new Wiring(flink, tasks, count, rules, rarelyTrue, lookups, cacheEntries);
    }

    Wiring withRules(int count) {
        return new Wiring(flink, tasks, workers, count, rarelyTrue, lookups, cacheEntries);
    }

    Wiring withRarelyTrueRules() {
        return new Wiring(flink, tasks, workers, rules, true, lookups, cacheEntries);
    }

    Wiring withLookups(int count) {
        return new Wiring(flink, tasks, workers, rules, rarelyTrue, count, cacheEntries);
    }

    Wiring withCacheEntries(int count) {
        return new Wiring(flink, tasks, workers, rules, rarelyTrue, lookups, count);
    }
}
