package io.riskstream.tools.backtest;

import java.util.List;
import java.util.Locale;

/** Draws a plot as SVG. Its colours are those of the page, by CSS classes. Values on both axes are labelled. */
final class SvgPlot {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 300;
    private static final int LEFT = 62;
    private static final int RIGHT = 14;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;

    /** A point of a line. */
    record Point(double x, double y) {}

    private final StringBuilder svg = new StringBuilder();
    private final double minX;
    private final double maxX;
    private final double maxY;

    /**
     * Begins a plot; the vertical axis begins at 0.
     *
     * @param label what the plot shows, for readers that do not see it
     */
    SvgPlot(String label, String xLabel, String yLabel, double minX, double maxX, double maxY) {
        this.minX = minX;
        this.maxX = maxX > minX ? maxX : minX + 1;
        double step = step(maxY > 0 ? maxY : 1);
        this.maxY = Math.ceil((maxY > 0 ? maxY : 1) / step - 1e-9) * step;
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                HEIGHT,
                HtmlText.escaped(label)));
        axes(xLabel, yLabel);
    }

    private void axes(String xLabel, String yLabel) {
        double stepY = step(maxY);
        for (int i = 0; i * stepY <= maxY * (1 + 1e-9); i++) {
            line("grid", LEFT, y(i * stepY), WIDTH - RIGHT, y(i * stepY));
            text("tick end", LEFT - 6, y(i * stepY) + 4, tick(i * stepY, stepY));
        }
        double stepX = step(maxX - minX);
        for (double i = Math.ceil(minX / stepX - 1e-9); i * stepX <= maxX + 1e-9 * stepX; i++) {
            text("tick middle", x(i * stepX), HEIGHT - BOTTOM + 16, tick(i * stepX, stepX));
        }
        line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        text("label middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, xLabel);
        double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"label middle\" x=\"14\" y=\"%.1f\" transform=\"rotate(-90 14 %.1f)\">%s</text>",
                middle,
                middle,
                HtmlText.escaped(yLabel)));
    }

    /** Returns the distance between two labels: 1, 2 or 5 times a power of ten. */
    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power * TICKS >= range * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String tick(double value, double step) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value + 0.0);
    }

    private double x(double value) {
        return LEFT + (value - minX) / (maxX - minX) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / maxY * (HEIGHT - TOP - BOTTOM);
    }

    private void line(String style, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                style,
                x1,
                y1,
                x2,
                y2));
    }

    private void text(String style, double atX, double atY, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                style,
                atX,
                atY,
                HtmlText.escaped(text)));
    }

    /** Draws a straight line of reference. */
    SvgPlot reference(Point from, Point to) {
        line("reference", x(from.x()), y(from.y()), x(to.x()), y(to.y()));
        return this;
    }

    /**
     * Draws a bar from the axis up.
     *
     * @param series the letter of the scorecard in lower case, which is its CSS class
     * @param tip the text that appears under the pointer
     */
    SvgPlot bar(String series, double from, double to, double height, String tip) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
                series,
                x(from),
                y(height),
                Math.max(0.5, x(to) - x(from)),
                Math.max(0, HEIGHT - BOTTOM - y(height)),
                HtmlText.escaped(tip)));
        return this;
    }

    /** Draws a line through points. */
    SvgPlot curve(String series, List<Point> points) {
        svg.append("<polyline class=\"").append(series).append("\" points=\"");
        points.forEach(point -> svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), y(point.y()))));
        svg.append("\"/>");
        return this;
    }

    /** Draws a dot. */
    SvgPlot dot(String series, Point at, String tip) {
        svg.append(String.format(
                Locale.ROOT,
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>",
                series,
                x(at.x()),
                y(at.y()),
                HtmlText.escaped(tip)));
        return this;
    }

    /** Ends the plot. */
    String svg() {
        return svg + "</svg>";
    }
}
