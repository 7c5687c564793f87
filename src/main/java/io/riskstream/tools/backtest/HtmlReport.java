package io.riskstream.tools.backtest;

import io.riskstream.tools.backtest.ReportTable.Column;
import io.riskstream.tools.backtest.ReportTable.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes a backtest as one HTML page that needs no other file and no network. Values of events are escaped, and the page runs no script. */
final class HtmlReport {
    private static final String STYLE = """
            :root { color-scheme: light dark; --bg: #fff; --fg: #1c2430; --dim: #5a6675; --line: #dde3ea; --card: #f6f8fa;
              --a: #2463c4; --b: #c2570c; --bar: rgba(36, 99, 196, .16); --heat: 36, 99, 196; }
            @media (prefers-color-scheme: dark) { :root { --bg: #11161d; --fg: #e4e9ef; --dim: #9aa7b6; --line: #2b3540; --card: #1a2129;
              --a: #6ea8ff; --b: #ffa657; --bar: rgba(110, 168, 255, .22); --heat: 110, 168, 255; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 1240px; padding: 24px; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
            h1 { font-size: 26px; margin: 0 0 8px; } h2 { font-size: 19px; margin: 36px 0 4px; }
            p { color: var(--dim); margin: 0 0 10px; max-width: 90ch; }
            ul.head { list-style: none; margin: 0; padding: 12px 16px; background: var(--card); border-radius: 8px; }
            ul.head li { overflow-wrap: anywhere; } li.warning { color: var(--b); font-weight: 600; }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 16px; margin-top: 20px; }
            figure { margin: 0; padding: 14px; background: var(--card); border-radius: 8px; } figcaption { font-weight: 600; margin-bottom: 6px; }
            svg { width: 100%; height: auto; display: block; } svg text { font: 11px system-ui, sans-serif; fill: var(--dim); }
            .end { text-anchor: end; } .middle { text-anchor: middle; } .grid { stroke: var(--line); } .axis { stroke: var(--dim); }
            .reference { stroke: var(--dim); stroke-dasharray: 4 4; } rect.a, circle.a { fill: var(--a); } rect.b, circle.b { fill: var(--b); }
            rect { fill-opacity: .85; } polyline { fill: none; stroke-width: 2; } polyline.a { stroke: var(--a); } polyline.b { stroke: var(--b); }
            .key::before { content: ""; display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin: 0 6px 0 14px; background: var(--a); }
            .key.b::before { background: var(--b); }
            .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
            th { color: var(--dim); font-weight: 600; } th.text, td.text { text-align: left; }
            td.share { background: linear-gradient(to right, var(--bar) var(--w), transparent var(--w)); padding-left: 8px; }
            td.heat { background: rgba(var(--heat), var(--w)); text-align: center; padding: 8px 18px; }
            td.long { white-space: normal; overflow-wrap: anywhere; min-width: 22ch; } summary { cursor: pointer; color: var(--a); }
            """;
    private static final int LONG_TEXT = 40;

    private final String pipeline;
    private final List<String> header;
    private final Tables tables;
    private final StringBuilder page = new StringBuilder();

    HtmlReport(String pipeline, List<String> header, Tables tables) {
        this.pipeline = pipeline;
        this.header = header;
        this.tables = tables;
    }

    /** Writes the page to a file, which it creates or replaces. */
    void write(Path file) throws IOException {
        Files.writeString(file, html());
    }

    private String html() {
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>Backtest of ")
                .append(HtmlText.escaped(pipeline))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head>\n<body>\n<h1>Backtest of ")
                .append(HtmlText.escaped(pipeline))
                .append("</h1>\n<ul class=\"head\">\n");
        for (String line : header) {
            page.append(line.startsWith("WARNING") ? "<li class=\"warning\">" : "<li>")
                    .append(HtmlText.escaped(line))
                    .append("</li>\n");
        }
        page.append("</ul>\n<div class=\"plots\">\n");
        new Plots(tables).figures().forEach(page::append);
        page.append("</div>\n");
        tables.all().forEach(this::append);
        return page.append("</body></html>\n").toString();
    }

    private void append(ReportTable table) {
        page.append("<h2>").append(HtmlText.escaped(table.title())).append("</h2>\n");
        if (!table.note().isEmpty()) {
            page.append("<p>").append(HtmlText.escaped(table.note())).append("</p>\n");
        }
        page.append(table.isDetail() ? "<details><summary>" + table.rows().size() + " rows</summary>" : "");
        page.append("<div class=\"scroll\"><table><thead><tr>");
        for (Column column : table.columns()) {
            page.append(column.format() == Format.TEXT ? "<th class=\"text\">" : "<th>")
                    .append(HtmlText.escaped(column.name()))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
        double highest = table.name().equals("matrix") ? highestCount(table) : 0;
        for (List<Object> row : table.rows()) {
            page.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell(row.get(i), table.columns().get(i).format(), highest);
            }
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>").append(table.isDetail() ? "</details>\n" : "\n");
    }

    private static double highestCount(ReportTable table) {
        return table.rows().stream()
                .flatMap(List::stream)
                .filter(Long.class::isInstance)
                .mapToDouble(cell -> ((Long) cell).doubleValue())
                .max()
                .orElse(0);
    }

    /** @param highest the highest count of a table whose counts are coloured; 0 for any other table */
    private void cell(Object cell, Format format, double highest) {
        String text = ReportTable.text(cell, format);
        if (format == Format.TEXT) {
            page.append(text.length() > LONG_TEXT ? "<td class=\"text long\">" : "<td class=\"text\">");
        } else if (format == Format.SHARE && cell instanceof Double share && !Double.isNaN(share)) {
            page.append(String.format(
                    Locale.ROOT, "<td class=\"share\" style=\"--w:%.1f%%\">", 100 * Math.max(0, Math.min(1, share))));
        } else if (highest > 0 && cell instanceof Long count) {
            page.append(String.format(Locale.ROOT, "<td class=\"heat\" style=\"--w:%.3f\">", 0.55 * count / highest));
        } else {
            page.append("<td>");
        }
        page.append(HtmlText.escaped(text)).append("</td>");
    }
}
