package io.riskstream.bench.pipeline;

import java.util.List;
import java.util.Locale;

/**
 * Draws horizontal bars in two columns as a self-contained SVG image. A bar that is longer than its column is cut and marked by two strokes; its number
 * shows the actual value.
 */
final class BarChart {
    /**
     * A row.
     *
     * @param highlighted true if its bars are highlighted
     */
    record Row(String label, double left, double right, boolean highlighted) {
        /** Returns a heading row without bars. */
        static Row heading(String text) {
            return new Row(text, Double.NaN, Double.NaN, false);
        }

        private boolean isHeading() {
            return Double.isNaN(left);
        }
    }

    private static final int WIDTH = 980;
    private static final int LABELS = 270;
    private static final int COLUMN = 260;
    private static final int BETWEEN = 85;
    private static final int TOP = 86;
    private static final int STEP = 34;
    private static final int BAR = 20;

    private final StringBuilder svg = new StringBuilder();

    private BarChart() {}

    /**
     * Draws a chart.
     *
     * @param leftFormat format of the numbers beside the bars of the left column, as for {@link String#format}
     * @param leftMax the value that fills the left column
     */
    static String of(
            String title,
            String leftTitle,
            String leftFormat,
            double leftMax,
            String rightTitle,
            String rightFormat,
            double rightMost,
            List<Row> rows,
            String foot) {
        BarChart chart = new BarChart();
        int height = TOP + rows.size() * STEP + 40;
        chart.svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" font-size=\"14\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                WIDTH,
                height,
                WIDTH,
                height));
        int left = LABELS;
        int right = LABELS + COLUMN + BETWEEN;
        chart.text(20, 32, "start", "18", "600", "#1f2933", title);
        chart.text(left, 66, "start", "13", "400", "#52606d", leftTitle);
        chart.text(right, 66, "start", "13", "400", "#52606d", rightTitle);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int y = TOP + i * STEP;
            if (row.isHeading()) {
                chart.text(20, y + 20, "start", "13", "600", "#52606d", row.label());
                continue;
            }
            String weight = row.highlighted() ? "600" : "400";
            chart.text(LABELS - 12, y + 15, "end", "14", weight, "#1f2933", row.label());
            chart.bar(left, y, row.left(), leftMax, leftFormat, row.highlighted());
            chart.bar(right, y, row.right(), rightMost, rightFormat, row.highlighted());
        }
        chart.text(20, height - 16, "start", "12", "400", "#7b8794", foot);
        return chart.svg.append("</svg>\n").toString();
    }

    private void bar(int x, int y, double value, double most, String format, boolean highlighted) {
        boolean cut = value > most;
        double length = Math.max(2, COLUMN * Math.min(1, value / most));
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>%n",
                x,
                y,
                length,
                BAR,
                highlighted ? "#0b7285" : "#b8c4ce"));
        if (cut) {
            for (int at : new int[] {COLUMN - 26, COLUMN - 18}) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<path d=\"M%d %d l6 %d\" stroke=\"#ffffff\" stroke-width=\"3\"/>%n",
                        x + at,
                        y + BAR + 2,
                        -BAR - 4));
            }
        }
        String number = String.format(Locale.ROOT, format, value);
        text((int) (x + length + 8), y + 15, "start", "13", highlighted ? "600" : "400", "#1f2933", number);
    }

    private void text(int x, int y, String anchor, String size, String weight, String colour, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"%s\" font-weight=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                weight,
                colour,
                safe));
    }
}
