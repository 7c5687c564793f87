package com.example.claims;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Adds {@code report.delay_days}: the days from the loss to today. Claims that are reported late are fraudulent more often. */
public final class ReportDelay implements Stage {
    private static final long serialVersionUID = 1;
    private static final long LATE_DAYS = 30;

    /** Declares the field that the stage adds. The event type of the pipeline lists this source after the schema. */
    public static final class Fields implements FieldSource {
        @Override
        public String name() {
            return "report-delay";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("report.delay_days", FieldType.LONG));
        }

        @Override
        public boolean arrives() {
            return false;
        }
    }

    private final EventType type;
    private final int lossDate;
    private final int delay;
    private transient InstantSource clock;
    private transient Metrics.Counter late;

    public ReportDelay(EventType type) {
        this.type = type;
        this.lossDate = type.slot("loss.date");
        this.delay = type.slot("report.delay_days");
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named("report-delay")
                .on(type)
                .reading(List.of("loss.date"))
                .writing(List.of("report.delay_days"))
                .rejecting("delay.negative");
    }

    @Override
    public void open(StageContext context) {
        clock = context.clock();
        late = context.metrics().counter("report-delay.late");
    }

    @Override
    public Outcome apply(Event event) {
        if (event.kind(lossDate) != ValueKind.STRING) {
            return Outcome.pass();
        }
        LocalDate loss = LocalDate.parse(event.string(lossDate));
        long days = ChronoUnit.DAYS.between(loss, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        if (days < 0) {
            return Outcome.reject(
                    new Rejection("report-delay", "delay.negative", "loss.date", "the loss is in the future"));
        }
        if (days > LATE_DAYS) {
            late.add(1);
        }
        FieldValues added = new FieldValues(1);
        added.setInteger(0, days);
        return Outcome.pass(Patch.NONE.withFields(delay, added));
    }
}
