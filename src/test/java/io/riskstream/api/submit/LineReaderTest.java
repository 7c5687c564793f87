package io.riskstream.api.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.parse.csv.CsvFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    private static List<String> all(LineReader reader) {
        List<String> lines = new ArrayList<>();
        for (Optional<byte[]> next = reader.next(); next.isPresent(); next = reader.next()) {
            lines.add(new String(next.get(), StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void linesHaveNoEndsAndBlankOnesAreLeftOut() {
        assertEquals(List.of("a", "b \"", " c"), all(LineReader.plain(utf8("a\r\n\n \t\r\nb \"\n c"))));
        assertEquals(List.of(), all(LineReader.plain(utf8(""))));
        assertEquals(List.of("a"), all(LineReader.plain(utf8("a\n"))));
    }

    @Test
    void aLineBreakWithinAQuotedCellDoesNotEndARecord() {
        CsvFormat format = CsvFormat.of("test", Map.of());
        assertEquals(
                List.of("a,\"b\nc\",d", "\"e\"\"\n\",f", "\"\",g"),
                all(LineReader.csv(utf8("a,\"b\nc\",d\n\"e\"\"\n\",f\r\n\"\",g"), format)));
    }

    @Test
    void aQuoteWithinACellIsACharacter() {
        CsvFormat format = CsvFormat.of("test", Map.of());
        assertEquals(List.of("pipe 5\",x", "y"), all(LineReader.csv(utf8("pipe 5\",x\ny"), format)));
    }

    @Test
    void aFormatWithoutQuotesHasARecordInEachLine() {
        CsvFormat format = CsvFormat.of("test", Map.of("quote", "NONE"));
        assertEquals(List.of("\"a", "b\""), all(LineReader.csv(utf8("\"a\nb\""), format)));
    }
}
