package io.riskstream.score.release;

import io.riskstream.event.Verdict;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.VerdictFields;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields that the released versions of a scorecard read. One thread uses it. */
final class ReleasedFields implements VerdictFields.Reader {
    private static final int MAX_KNOWN = 64;

    private final Scorecard initial;
    private final WorkerReleases releases;
    private final Map<String, Optional<List<String>>> known = new LinkedHashMap<>();

    ReleasedFields(Scorecard initial, WorkerReleases releases) {
        this.initial = initial;
        this.releases = releases;
    }

    @Override
    public Optional<List<String>> of(Verdict verdict) {
        String versions = verdict.shadow().isEmpty()
                ? verdict.hash()
                : verdict.hash() + " " + verdict.shadow().get().hash();
        Optional<List<String>> fields = known.get(versions);
        if (fields == null) {
            fields = read(verdict);
            if (fields.isPresent()) { // otherwise the version may be read later
                if (known.size() >= MAX_KNOWN) {
                    known.clear();
                }
                known.put(versions, fields);
            }
        }
        return fields;
    }

    private Optional<List<String>> read(Verdict verdict) {
        Optional<Scorecard> card = card(verdict.hash());
        Optional<Scorecard> shadow = verdict.shadow().flatMap(other -> card(other.hash()));
        if (card.isEmpty() || verdict.shadow().isPresent() && shadow.isEmpty()) {
            return Optional.empty();
        }
        Set<String> reads = new LinkedHashSet<>(card.get().withoutShadow().reads());
        shadow.ifPresent(other -> reads.addAll(other.withoutShadow().reads()));
        return Optional.of(List.copyOf(reads));
    }

    private Optional<Scorecard> card(String hash) {
        Optional<Scorecard> own = initial.hash().equals(hash)
                ? Optional.of(initial)
                : initial.shadow().filter(shadow -> shadow.hash().equals(hash));
        return own.or(() -> Optional.ofNullable(releases.state().cards().get(hash)));
    }
}
