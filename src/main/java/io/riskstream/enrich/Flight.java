package io.riskstream.enrich;

import io.riskstream.FieldValues;
import io.riskstream.Lease;
import io.riskstream.RecordRequest;
import io.riskstream.RejectionCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One record on its way from the store. However many events of however many tasks want it meanwhile, they join this flight, and the store is asked
 * once.
 */
final class Flight implements RecordRequest {
    private static final int MANY = 64;

    private record Passenger(PendingEvent event, int lookup) {}

    private final OpenLookup lookup;
    private final String id;
    private final int stamp;
    private final long askedAt;
    // guarded by this
    private final List<Passenger> passengers = new ArrayList<>(2);

    private int crowded = MANY;
    private Answer answer;

    /** A flight that has yet to take off. */
    Flight(OpenLookup lookup, String id, long now) {
        this.lookup = lookup;
        this.id = id;
        this.stamp = lookup.shelf().stamp(id);
        this.askedAt = now;
    }

    String id() {
        return id;
    }

    /** Has the event told of the answer, at once if it has come already. */
    void join(PendingEvent event, int index) {
        Answer known;
        synchronized (this) {
            if (answer == null) {
                if (passengers.size() >= crowded) {
                    // some have had their deadline, and would be kept in memory for nothing while a store is slow
                    passengers.removeIf(passenger -> passenger.event().isDecided());
                    crowded = Math.max(MANY, 2 * passengers.size());
                }
                passengers.add(new Passenger(event, index));
                return;
            }
            known = answer;
        }
        event.answer(index, known);
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
    public void found(byte[] text, Lease lease) {
        try {
            known(lookup.decoder().decode(text), lease);
        } catch (RecordFault e) {
            unreadable(e.getMessage());
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    @Override
    public void found(List<Optional<byte[]>> values, Lease lease) {
        try {
            known(lookup.decoder().decode(values), lease);
        } catch (RecordFault e) {
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
    public void missing(Lease lease) {
        known(null, lease);
    }

    private void known(FieldValues values, Lease lease) {
        // its age counts from the asking: what the store said later may have been true no longer
        Optional<Duration> maxAge = lookup.declared().maxAge(lease);
        long staleAt = askedAt + maxAge.map(Duration::toNanos).orElse(Long.MAX_VALUE / 2);
        CachedRecord record = new CachedRecord(id, values, lease, staleAt);
        if (lookup.declared().cached()) {
            lookup.shelf().keep(record, stamp);
        }
        land(record);
    }

    @Override
    public void failed(String cause) {
        lookup.report(RejectionCode.ENRICH_ERROR, cause);
        land(new Answer.Failed(RejectionCode.ENRICH_ERROR, cause));
    }

    @Override
    public void unreadable(String cause) {
        String sentence = "the record is not as declared: " + cause;
        lookup.report(RejectionCode.ENRICH_RECORD, sentence);
        land(new Answer.Failed(RejectionCode.ENRICH_RECORD, sentence));
    }

    private void land(Answer landed) {
        lookup.shelf().landed(this);
        synchronized (this) {
            answer = landed; // from here on nobody joins the passengers
        }
        for (Passenger passenger : passengers) {
            passenger.event().answer(passenger.lookup(), landed);
        }
    }
}
