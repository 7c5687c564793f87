package io.riskstream.enrich;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.Fetch;
import io.riskstream.enrich.cache.FetchListener;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.enrich.record.InvalidRecordException;
import io.riskstream.event.FieldValues;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.ValidityToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A fetch of one record from the store. Further events of any task that need the record join this fetch, so the store receives one request. */
final class InFlightFetch implements Fetch, RecordRequest {
    private static final int MIN_PRUNE_SIZE = 64;

    private record Waiter(FetchListener listener, int index) {}

    private final ActiveLookup lookup;
    private final String id;
    private final int stamp;
    private final long requestedAt;
    /** The time of the day, if the record's fields state it. */
    private final long requestTime;

    @GuardedBy("this")
    private final List<Waiter> waiters = new ArrayList<>(2);

    private int pruneSize = MIN_PRUNE_SIZE;
    private LookupResult result;

    /** Creates a fetch without starting it. */
    public InFlightFetch(ActiveLookup lookup, String id, long now) {
        this.lookup = lookup;
        this.id = id;
        this.stamp = lookup.region().stamp(id);
        this.requestedAt = now;
        this.requestTime = lookup.requestTime();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void join(FetchListener listener, int index) {
        LookupResult available;
        synchronized (this) {
            if (result == null) {
                if (waiters.size() >= pruneSize) {
                    // while a store is slow, waiters whose deadline has passed would use memory for nothing
                    waiters.removeIf(waiter -> waiter.listener().isDecided());
                    pruneSize = Math.max(MIN_PRUNE_SIZE, 2 * waiters.size());
                }
                waiters.add(new Waiter(listener, index));
                return;
            }
            available = result;
        }
        listener.complete(index, available);
    }

    @Override
    public String key() {
        return lookup.storeKey(id);
    }

    @Override
    public List<String> members() {
        return lookup.decoder().members();
    }

    @Override
    public void found(byte[] text, ValidityToken token) {
        try {
            decoded(lookup.decoder().decode(text), token);
        } catch (InvalidRecordException e) {
            invalid(e, token);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            undecodable(e);
        }
    }

    @Override
    public void found(List<Optional<byte[]>> values, ValidityToken token) {
        try {
            decoded(lookup.decoder().decode(values), token);
        } catch (InvalidRecordException e) {
            invalid(e, token);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            undecodable(e);
        }
    }

    /**
     * Completes the waiting events if a decoder fails unexpectedly, also by a record that is too large for the memory. A fetch that is never completed would
     * stay in flight, and every later event with its key would wait for it in vain.
     */
    private void undecodable(Throwable e) {
        unreadable(e.getClass().getSimpleName());
    }

    @Override
    public void missing(ValidityToken token) {
        decoded(null, token);
    }

    /** Returns when an entry of the record becomes stale. The age counts from the request: the record may have changed between the read and the reply. */
    private long staleAt(ValidityToken token) {
        Optional<Duration> maxAge = lookup.declaration().maxAge(token);
        return requestedAt + maxAge.map(Duration::toNanos).orElse(Long.MAX_VALUE / 2);
    }

    private void decoded(FieldValues values, ValidityToken token) {
        CacheEntry entry = new CacheEntry(id, lookup.withRequestTime(values, requestTime), token, staleAt(token));
        if (lookup.declaration().cached()) {
            lookup.region().put(entry, stamp);
        }
        complete(entry);
    }

    @Override
    public void failed(String cause) {
        fail(LookupResult.Failed.unavailable(cause));
    }

    private void invalid(InvalidRecordException e, ValidityToken token) {
        LookupResult.Failed failure = unusable(e.getMessage());
        if (lookup.declaration().cached()) {
            lookup.region().putUnusable(id, failure, token, staleAt(token), stamp);
        }
        fail(failure);
    }

    @Override
    public void unreadable(String cause) {
        fail(unusable(cause));
    }

    private static LookupResult.Failed unusable(String cause) {
        return LookupResult.Failed.unusable("the record does not match its declaration: " + cause);
    }

    private void fail(LookupResult.Failed failure) {
        lookup.report(failure.code(), failure.cause());
        complete(failure);
    }

    private void complete(LookupResult completed) {
        lookup.region().complete(this);
        List<Waiter> joined;
        synchronized (this) {
            if (result != null) {
                return; // a store must not complete a request twice; the events have their result
            }
            result = completed; // from here on, no waiter is added
            joined = waiters;
        }
        for (Waiter waiter : joined) {
            waiter.listener().complete(waiter.index(), completed);
        }
    }
}
