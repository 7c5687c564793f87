package io.riskstream.score;

import io.riskstream.expression.ExpressionException;
import io.riskstream.expression.Operand;
import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.csv.CsvRecordException;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a table from a CSV file, as a spreadsheet saves it. The first row has the headers: {@code points}, {@code reason}, {@code id}, and an expression for each other column, which may end in
 * {@code < <= > >= =}. A row has the name of its cell {@code id}, or else its number in the spreadsheet. Rows without any value are skipped.
 */
final class TableCsv {
    private static final int MAX_PROBLEMS = 20;
    private static final Pattern HEADER = Pattern.compile("(.*?)\\s*(<=|>=|<|>|=)?\\s*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern ROW_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** @param index the index of the column in the file */
    private record Column(int index, String expression, String operator, Operand.Kind kind) {}

    private final SourceFile file;
    private final String separator;
    private final Function<String, Operand> compiler;
    private final List<String> problems = new ArrayList<>();
    private boolean invalidDefinition;

    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Integer> special = new HashMap<>();
    private final Map<String, Integer> rowIds = new HashMap<>();

    /** @param compiler compiles the expression of a column, for its type */
    TableCsv(SourceFile file, String separator, Function<String, Operand> compiler) {
        this.file = file;
        this.separator = separator;
        this.compiler = compiler;
    }

    /** Returns the problems of the file, each with its row and column. */
    List<String> problems() {
        return problems;
    }

    private void add(int row, String message) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(file.name() + ", row " + row + ": " + message);
        }
    }

    private void add(int row, int column, String header, String message) {
        add(row, "column " + (column + 1) + " (" + header + "): " + message);
    }

    /** Reads the file. The result is empty if there is no row, or an expression uses a definition that has a problem. */
    Optional<PointsTable> read(String id, HitPolicy hit, String group, String reason) {
        CsvFormat format;
        try {
            format = CsvFormat.of("table '" + id + "'", Map.of("separator", separator));
        } catch (ConfigurationException e) {
            problems.add(e.getMessage());
            return Optional.empty();
        }
        CsvCells cells = new CsvCells(format);
        String text = file.text().startsWith(BYTE_ORDER_MARK) ? file.text().substring(1) : file.text();
        List<PointsTable.Row> rows = new ArrayList<>();
        List<String> headers = List.of();
        int row = 0;
        try {
            for (int index = 0; index < text.length(); ) {
                row++;
                index = cells.read(text, index);
                if (row == 1) {
                    headers = cells.texts().stream().map(String::strip).toList();
                    readHeaders(headers, format);
                } else if (!cells.texts().stream().allMatch(String::isBlank)) {
                    readRow(row, headers, cells.texts(), reason).ifPresent(rows::add);
                }
            }
        } catch (CsvRecordException e) {
            add(row, e.getMessage());
        }
        if (problems.isEmpty() && rows.isEmpty()) {
            problems.add(file.name() + ": the table has no rows");
        }
        return problems.isEmpty() && !invalidDefinition
                ? Optional.of(new PointsTable(
                        id,
                        file.name(),
                        hit,
                        columns.stream().map(Column::expression).toList(),
                        rows,
                        group))
                : Optional.empty();
    }

    private void readHeaders(List<String> headers, CsvFormat format) {
        for (int i = 0; i < headers.size(); i++) {
            String header = headers.get(i);
            if (List.of("points", "reason", "id").contains(header)) {
                Integer first = special.putIfAbsent(header, i);
                if (first != null) {
                    add(1, i, header, "the column occurs twice; the first is column " + (first + 1));
                }
            } else if (header.isEmpty()) {
                add(1, i, "", "the header is empty");
            } else {
                readHeader(i, header);
            }
        }
        if (!special.containsKey("points")) {
            String hint = headers.size() == 1
                    ? format.separatorHint(headers.get(0))
                            .map(text -> "; " + text)
                            .orElse("")
                    : "";
            add(1, "the column 'points' is missing" + hint);
        }
        if (columns.isEmpty() && problems.isEmpty() && !invalidDefinition) {
            add(1, "the table has no column for a field or an expression");
        }
    }

    private void readHeader(int index, String header) {
        Matcher parts = HEADER.matcher(header);
        String expression = parts.matches() ? parts.group(1) : header;
        String operator = Optional.ofNullable(parts.group(2)).orElse("");
        try {
            Operand operand = compiler.apply(expression);
            if (!operand.readsEvent()) {
                add(1, index, header, "this reads no field, so it is the same for every event");
            } else if (!operator.isEmpty() && !operator.equals("=") && operand.kind() != Operand.Kind.NUMBER) {
                add(1, index, header, "'" + operator + "' is only for columns of numbers");
            }
            columns.add(new Column(index, expression, operator, operand.kind()));
        } catch (ExpressionException e) {
            invalidDefinition |= e.expressionProblems().isEmpty();
            e.expressionProblems().forEach(problem -> add(1, index, header, problem.sentence()));
        }
    }

    private Optional<PointsTable.Row> readRow(int row, List<String> headers, List<String> cells, String reason) {
        if (cells.size() != headers.size()) {
            add(row, "it has " + cells.size() + " cells, and the table has " + headers.size() + " columns");
            return Optional.empty();
        }
        int before = problems.size();
        List<TableCell> conditions = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (Column column : columns) {
            String cell = cells.get(column.index());
            try {
                TableCell condition = CellParser.parse(cell, column.kind(), column.operator());
                conditions.add(condition);
                if (!(condition instanceof TableCell.Any)) {
                    shown.add(headers.get(column.index()) + " " + cell.strip());
                }
            } catch (CellParser.InvalidCell e) {
                add(row, column.index(), headers.get(column.index()), e.getMessage());
            }
        }
        double points = special.containsKey("points") ? points(row, cells.get(special.get("points"))) : 0;
        String name = special.containsKey("id") ? id(row, cells.get(special.get("id"))) : Integer.toString(row);
        String own =
                special.containsKey("reason") ? cells.get(special.get("reason")).strip() : "";
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(new PointsTable.Row(
                        name,
                        conditions,
                        points,
                        own.isEmpty() ? reason + " (row " + name + ")" : own,
                        shown.isEmpty() ? "any values" : String.join(", ", shown)));
    }

    private double points(int row, String cell) {
        String text = cell.strip();
        int column = special.get("points");
        if (!NUMBER.matcher(text).matches()) {
            add(row, column, "points", "expected a number, not '" + text + "'");
            return 0;
        }
        double points = Double.parseDouble(text);
        if (Math.abs(points) > Points.MAX) {
            add(row, column, "points", "points must be at most a billion, positive or negative");
        }
        return points;
    }

    private String id(int row, String cell) {
        String id = cell.strip();
        int column = special.get("id");
        if (!ROW_ID.matcher(id).matches()) {
            add(row, column, "id", "expected letters, digits, '-' and '_', not '" + id + "'");
        }
        Integer first = rowIds.putIfAbsent(id, row);
        if (first != null) {
            add(row, column, "id", "'" + id + "' occurs twice; the first is in row " + first);
        }
        return id;
    }
}
