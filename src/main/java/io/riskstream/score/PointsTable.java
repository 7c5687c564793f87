package io.riskstream.score;

import java.io.Serializable;
import java.util.List;

/**
 * A table of points: the points of an event are those of the row, or the rows, whose cells match the values of its inputs.
 *
 * @param id unique among the rules and tables of the scorecard
 * @param file the name of the CSV file; empty if the table is in the scorecard
 * @param inputs the expressions of the columns
 * @param group the id of the group; empty if the table is in none
 */
record PointsTable(String id, String file, HitPolicy hit, List<String> inputs, List<Row> rows, String group)
        implements Serializable {
    /** More rows than a person maintains. The limit bounds the memory of the index: rows times distinct values, in bits. */
    static final int MAX_ROWS = 2_000;

    /**
     * A row.
     *
     * @param name the name of the row in the verdict, which follows the id of the table and a dot
     * @param cells one for each input
     * @param reason the explanation for people
     * @param shown the cells as they are written, for people
     */
    record Row(String name, List<TableCell> cells, double points, String reason, String shown)
            implements Serializable {}

    /** Returns the code of the reason that a row gives. */
    String code(Row row) {
        return id + "." + row.name();
    }
}
