// Line charts in SVG. They are drawn at the width of their place, so that texts keep their size on a phone.

import { element, replace, svg } from "./dom.js";

const HEIGHT = 190;
const MARGIN = { top: 10, right: 8, bottom: 24, left: 62 };

/**
 * Creates a chart of the last `seconds` seconds.
 *
 * @param title the heading
 * @param series `[{name, className, area}]`
 * @param format turns a value into text
 * @param logarithmic whether the vertical scale is, for values that differ by factors
 * @returns `{node, draw(points, now)}`; each point is `{time, values}` with a value or null for each series
 */
export function lineChart({ title, series, format, seconds, logarithmic = false }) {
  const place = element("div", { class: "plot" });
  const figures = series.map((each) => element("b", { text: "–" }));
  const rows = element("tbody", {});
  const numbers = element(
    "details",
    {},
    element("summary", { text: "Numbers of the last 20 seconds with events" }),
    element(
      "table",
      {},
      element("caption", { class: "hidden", text: title }),
      element("thead", {}, element("tr", {}, ["Time", ...series.map((each) => each.name)].map((head) => element("th", { scope: "col", text: head })))),
      rows,
    ),
  );
  const node = element(
    "section",
    { class: "chart" },
    element("h2", { text: title }),
    element(
      "ul",
      { class: "legend" },
      series.map((each, index) => element("li", {}, element("span", { class: `key ${each.className}`, "aria-hidden": "true" }), `${each.name} `, figures[index])),
    ),
    place,
    numbers,
  );
  let last = { points: [], now: Date.now() };
  const draw = (points, now) => {
    last = { points, now };
    const newest = points.at(-1);
    figures.forEach((figure, index) => {
      const value = newest?.values[index];
      figure.textContent = value === null || value === undefined ? "–" : format(value);
    });
    replace(place, drawing({ title, series, format, seconds, logarithmic, points, now, width: place.clientWidth || 320 }));
    if (numbers.open) {
      replace(rows, tableRows(points, format));
    }
  };
  numbers.addEventListener("toggle", () => replace(rows, tableRows(last.points, format)));
  new ResizeObserver(() => draw(last.points, last.now)).observe(place);
  return { node, draw };
}

function tableRows(points, format) {
  return points
    .filter((point) => point.values.some((value) => value !== null && value !== 0))
    .slice(-20)
    .reverse()
    .map((point) =>
      element(
        "tr",
        {},
        element("th", { scope: "row", text: new Date(point.time).toLocaleTimeString("en-GB") }),
        point.values.map((value) => element("td", { text: value === null ? "–" : format(value) })),
      ),
    );
}

function drawing({ title, series, format, seconds, logarithmic, points, now, width }) {
  const values = points.flatMap((point) => point.values).filter((value) => value !== null && Number.isFinite(value));
  const scale = logarithmic ? logScale(values) : linearScale(values);
  const right = width - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (time) => right - ((now - time) / (seconds * 1000)) * (right - MARGIN.left);
  const y = (value) => bottom - scale.share(value) * (bottom - MARGIN.top);
  const highest = values.length > 0 ? Math.max(...values) : null;
  const latest = series
    .map((each, index) => {
      const value = points.at(-1)?.values[index];
      return value === null || value === undefined ? null : `${each.name} ${format(value)}`;
    })
    .filter(Boolean)
    .join(", ");
  return svg(
    "svg",
    {
      width,
      height: HEIGHT,
      viewBox: `0 0 ${width} ${HEIGHT}`,
      role: "img",
      "aria-label": highest === null ? `${title}: no events` : `${title}: ${latest || "nothing now"}; highest ${format(highest)}`,
    },
    scale.ticks.map((tick) => [
      svg("line", { class: "grid", x1: MARGIN.left, x2: right, y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick", x: MARGIN.left - 6, y: y(tick) + 4, "text-anchor": "end" }, format(tick)),
    ]),
    timeTicks(seconds, width).map((back) =>
      svg(
        "text",
        { class: "tick", x: x(now - back * 1000), y: HEIGHT - 6, "text-anchor": back === 0 ? "end" : back === seconds ? "start" : "middle" },
        back === 0 ? "now" : `${back / 60} min ago`,
      ),
    ),
    series.map((each, index) => lines(points, index, each, x, y, bottom)),
  );
}

const timeTicks = (seconds, width) => (width < 420 ? [seconds, seconds * 0.6, 0] : [seconds, seconds * 0.6, seconds * 0.2, 0]).map((back) => Math.round(back / 60) * 60).filter((back, index, all) => all.indexOf(back) === index);

/** The lines of one series, with a gap where there is no value; a single value between gaps is a dot. */
function lines(points, index, { className, area }, x, y, bottom) {
  const parts = [];
  let part = [];
  for (const point of [...points, { values: [] }]) {
    const value = point.values[index];
    if (value === null || value === undefined) {
      if (part.length > 0) {
        parts.push(part);
      }
      part = [];
    } else {
      part.push([x(point.time), y(value)]);
    }
  }
  return parts.flatMap((each) => {
    if (each.length === 1) {
      return [svg("circle", { class: `point ${className}`, cx: each[0][0].toFixed(1), cy: each[0][1].toFixed(1), r: 2 })];
    }
    const line = each.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(" L");
    const drawn = [svg("path", { class: `line ${className}`, d: `M${line}` })];
    if (area) {
      drawn.unshift(svg("path", { class: `area ${className}`, d: `M${each[0][0].toFixed(1)},${bottom} L${line} L${each.at(-1)[0].toFixed(1)},${bottom} Z` }));
    }
    return drawn;
  });
}

/** Ticks at 1, 2 or 5 times a power of ten, about four of them. */
function linearScale(values) {
  const highest = Math.max(1, ...values);
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough);
  const top = Math.ceil(highest / step) * step;
  const ticks = [];
  for (let tick = 0; tick <= top + step / 2; tick += step) {
    ticks.push(tick);
  }
  return { ticks, share: (value) => value / top };
}

/** One tick for each power of ten, from 1 on; smaller values are drawn at 1. */
function logScale(values) {
  const top = Math.max(2, Math.ceil(Math.log10(Math.max(1, ...values))));
  return {
    ticks: Array.from({ length: top + 1 }, (_, power) => 10 ** power),
    share: (value) => Math.log10(Math.max(1, value)) / top,
  };
}
