package io.riskstream.connect.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureKindTest {
    @ParameterizedTest
    @CsvSource({
        "08006, CONNECTION, true",
        "57P01, CONNECTION, true",
        "53300, CONNECTION, true",
        "25006, CONNECTION, true",
        "XX000, CONNECTION, false",
        "40001, TRANSIENT, false",
        "40P01, TRANSIENT, false",
        "53100, TRANSIENT, true",
        "55P03, TRANSIENT, false",
        "57014, TRANSIENT, true",
        "28000, TABLE, true",
        "3F000, TABLE, true",
        "42501, TABLE, true",
        "42P01, TABLE, true",
        "21000, ROW, false",
        "22021, ROW, false",
        "22P05, ROW, false",
        "23502, ROW, false",
        "23514, ROW, false",
        "44000, ROW, false",
        "54000, ROW, false",
        "P0001, ROW, false"
    })
    void tellsWhatAStateRequires(String state, FailureKind kind, boolean reportable) {
        SQLException failure = new SQLException("a message", state);
        assertEquals(kind, FailureKind.of(failure));
        assertEquals(reportable, FailureKind.isReportable(failure));
    }

    @Test
    void connectsAgainAfterAFailureWithoutAState() {
        assertEquals(FailureKind.CONNECTION, FailureKind.of(new SQLException("a message")));
    }
}
