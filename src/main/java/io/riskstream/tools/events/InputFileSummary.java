package io.riskstream.tools.events;

import java.util.List;

/**
 * What a file of events contains. The number of records in the file is {@code events + notSent}.
 *
 * @param form the form of the file, such as {@code CSV}
 * @param events number of events that are sent
 * @param notSent number of records that cannot be sent
 * @param blankLines number of blank lines, which are skipped
 * @param problems why records are not sent, each with file and line; at most ten
 * @param doubtful number of records that are sent and seem wrong, such as CSV records with more cells than the header has columns
 * @param warnings what seems wrong with them, each with file and line; at most ten
 */
public record InputFileSummary(
        String file,
        String form,
        long events,
        long notSent,
        long blankLines,
        List<String> problems,
        long doubtful,
        List<String> warnings) {}
