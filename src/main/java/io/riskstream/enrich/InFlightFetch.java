package io.riskstream.enrich;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.Fetch;
import io.riskstream.enrich.cache.FetchListener;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.enrich.record.InvalidRecordException;
import io.riskstream.event.FieldValues;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.ValidityToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One record on its way from the store. However many events of however many tasks want it meanwhile, they join this flight, and the store is asked
 * once.
 */
public final class InFlightFetch implements Fetch, RecordRequest {
    private static final int PRUNE_AT = 64;

    private record Waiter(FetchListener listener, int lookup) {}

    private final ActiveLookup lookup;
    private final String id;
    private final int stamp;
    private final long askedAt;

    @GuardedBy("this")
    private final List<Waiter> waiters = new ArrayList<>(2);

    private int pruneAt = PRUNE_AT;
    private LookupResult answer;

    /** A flight that has yet to take off. */
    public InFlightFetch(ActiveLookup lookup, String id, long now) {
        this.lookup = lookup;
        this.id = id;
        this.stamp = lookup.region().stamp(id);
        this.askedAt = now;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void join(FetchListener listener, int index) {
        LookupResult known;
        synchronized (this) {
            if (answer == null) {
                if (waiters.size() >= pruneAt) {
                    // some have had their deadline, and would be kept in memory for nothing while a store is slow
                    waiters.removeIf(waiter -> waiter.listener().isDecided());
                    pruneAt = Math.max(PRUNE_AT, 2 * waiters.size());
                }
                waiters.add(new Waiter(listener, index));
                return;
            }
            known = answer;
        }
        listener.answer(index, known);
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
    public void found(byte[] text, ValidityToken lease) {
        try {
            known(lookup.decoder().decode(text), lease);
        } catch (InvalidRecordException e) {
            unreadable(e.getMessage());
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    @Override
    public void found(List<Optional<byte[]>> values, ValidityToken lease) {
        try {
            known(lookup.decoder().decode(values), lease);
        } catch (InvalidRecordException e) {
            unreadable(e.getMessage());
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    /** Whatever a record does to its decoder, the events that wait for it come to an end. */
    private void broken(RuntimeException e) {
        unreadable(e.getClass().getSimpleName());
    }

    @Override
    public void missing(ValidityToken lease) {
        known(null, lease);
    }

    private void known(FieldValues values, ValidityToken lease) {
        // its age counts from the asking: what the store said later may have been true no longer
        Optional<Duration> maxAge = lookup.declared().maxAge(lease);
        long staleAt = askedAt + maxAge.map(Duration::toNanos).orElse(Long.MAX_VALUE / 2);
        CacheEntry record = new CacheEntry(id, values, lease, staleAt);
        if (lookup.declared().cached()) {
            lookup.region().keep(record, stamp);
        }
        complete(record);
    }

    @Override
    public void failed(String cause) {
        lookup.report(RejectionCode.ENRICH_ERROR, cause);
        complete(new LookupResult.Failed(RejectionCode.ENRICH_ERROR, cause));
    }

    @Override
    public void unreadable(String cause) {
        String sentence = "the record is not as declared: " + cause;
        lookup.report(RejectionCode.ENRICH_RECORD, sentence);
        complete(new LookupResult.Failed(RejectionCode.ENRICH_RECORD, sentence));
    }

    private void complete(LookupResult completed) {
        lookup.region().complete(this);
        synchronized (this) {
            answer = completed; // from here on nobody joins the waiters
        }
        for (Waiter waiter : waiters) {
            waiter.listener().answer(waiter.lookup(), completed);
        }
    }
}
