// Live charts: events a second, latency, decisions, rejections by code, time per stage.

import { get, path } from "./api.js";
import { lineChart } from "./chart.js";
import { element, replace } from "./dom.js";
import { count, duration, millis, rate } from "./format.js";
import { bar, problemNotice, section, tone } from "./parts.js";

const SECONDS = 300;
const REFRESH_MILLIS = 15_000;

export const liveView = {
  title: "Live",
  render(place, context) {
    const tiles = element("dl", { class: "tiles" });
    const events = lineChart({
      title: "Events per second",
      series: [
        { name: "scored", className: "first", area: true },
        { name: "rejected", className: "second" },
      ],
      format: rate,
      seconds: SECONDS,
    });
    const latency = lineChart({
      title: "From Kafka to the score",
      series: [
        { name: "half within (p50)", className: "first" },
        { name: "99 % within (p99)", className: "second" },
      ],
      format: millis,
      seconds: SECONDS,
      logarithmic: true,
    });
    const decisions = element("div", {});
    const rejections = element("div", {});
    const stages = element("div", {});
    const failed = element("div", {});
    replace(
      place,
      failed,
      tiles,
      element("div", { class: "charts" }, events.node, latency.node),
      element("div", { class: "charts three" }, section("Decisions", decisions), section("Rejections by code", rejections), section("Time per stage", stages)),
    );

    // The clock of the server orders the seconds; that of the reader may be wrong.
    let ahead = 0;
    let counters = { totals: {}, decisions: {}, rejections: {}, buckets: [], stages: [] };
    const draw = () => {
      const now = Date.now() + ahead;
      const { points, latencies } = perSecond(counters.buckets, now);
      events.draw(points, now);
      latency.draw(latencies, now);
      replace(tiles, tileList(counters, points, now));
      replace(decisions, shares(counters.decisions, "No event has a decision yet.", tone));
      replace(rejections, shares(counters.rejections, "No event was rejected.", () => "points", (code) => `#/dead-letters${path("", { code })}`));
      replace(stages, stageTimes(counters.stages));
    };
    const refresh = async () => {
      try {
        counters = { ...counters, ...(await get(path("/v1/counters", { pipeline: context.pipeline?.name }), context.signal)) };
        ahead = counters.now ? Date.parse(counters.now) - Date.now() : 0;
        replace(failed);
        draw();
      } catch (problem) {
        if (!context.signal.aborted) {
          replace(failed, problemNotice(problem, undefined, refresh));
        }
      }
    };
    refresh();
    // The totals of other seconds than this one, and the times of stages, come with the next full answer.
    const timer = setInterval(refresh, REFRESH_MILLIS);
    context.signal.addEventListener("abort", () => clearInterval(timer));
    context.onCounters((bucket) => {
      counters = withBucket(counters, bucket);
      ahead = Math.max(ahead, Date.parse(bucket.time) - Date.now());
      draw();
    });
  },
};

/** Adds one second of the stream to the counters. */
function withBucket(counters, bucket) {
  const time = Date.parse(bucket.time);
  const buckets = counters.buckets.filter((each) => Date.parse(each.time) !== time);
  const isNew = buckets.length === counters.buckets.length; // else the full answer had counted it, at least in part
  return {
    ...counters,
    totals: { ...counters.totals, ...bucket.totals },
    decisions: isNew ? sum(counters.decisions, bucket.decisions) : counters.decisions,
    rejections: isNew ? sum(counters.rejections, bucket.rejections) : counters.rejections,
    buckets: [...buckets, bucket].slice(-SECONDS),
  };
}

function sum(totals = {}, added = {}) {
  const result = { ...totals };
  for (const [name, number] of Object.entries(added)) {
    result[name] = (result[name] ?? 0) + number;
  }
  return result;
}

/** One point for each second: a second without events has zero events, and no latency. */
function perSecond(buckets, now) {
  const bySecond = new Map(buckets.map((bucket) => [Math.floor(Date.parse(bucket.time) / 1000), bucket]));
  const newest = Math.max(Math.floor(now / 1000) - 2, ...bySecond.keys());
  const points = [];
  const latencies = [];
  for (let second = newest - SECONDS + 1; second <= newest; second++) {
    const bucket = bySecond.get(second);
    const time = second * 1000;
    points.push({ time, values: [bucket?.scored ?? 0, bucket?.rejected ?? 0] });
    latencies.push({ time, values: [bucket?.p50Millis ?? null, bucket?.p99Millis ?? null] });
  }
  return { points, latencies };
}

function tileList(counters, points, now) {
  const totals = counters.totals;
  const recent = points.slice(-5).reduce((all, point) => all + point.values[0] + point.values[1], 0) / 5;
  const since = Date.parse(counters.since);
  return [
    ["Events/s", rate(recent)],
    ["Scored", count(totals.scored ?? 0)],
    ["Rejected", count(totals.rejected ?? 0)],
    ["Dropped", count(totals.dropped ?? 0)],
    ["p50", millis(counters.latency?.p50Millis)],
    ["p99", millis(counters.latency?.p99Millis)],
    ["Counted for", Number.isNaN(since) ? "–" : duration(now - since)],
  ].map(([term, value]) => element("div", {}, element("dt", { text: term }), element("dd", { text: value })));
}

/** Numbers by name as bars, with their share of all. */
function shares(numbers = {}, empty, className, address) {
  const entries = Object.entries(numbers).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) {
    return element("p", { class: "muted", text: empty });
  }
  const total = entries.reduce((all, [, number]) => all + number, 0);
  return element(
    "ul",
    { class: "bars" },
    entries.map(([name, number]) =>
      element(
        "li",
        {},
        address ? element("a", { class: "label", href: address(name), text: name }) : element("span", { class: "label", text: name }),
        element("span", { class: "value", text: `${count(number)} · ${percent(number / total)}` }),
        bar(0, number / entries[0][1], className(name)),
      ),
    ),
  );
}

const percent = (share) => (share > 0 && share < 0.001 ? "< 0.1 %" : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`);

function stageTimes(stages = []) {
  if (stages.length === 0) {
    return element("p", { class: "muted", text: "The time per stage is not known: the setting read.metrics of the API names the pages of the workers that have it." });
  }
  const longest = Math.max(...stages.map((stage) => stage.p99Millis ?? stage.p50Millis ?? 0), 0.001);
  return element(
    "ul",
    { class: "bars" },
    stages.map((stage) =>
      element(
        "li",
        {},
        element("span", { class: "label", text: stage.name }),
        element("span", { class: "value", text: `p50 ${millis(stage.p50Millis)} · p99 ${millis(stage.p99Millis)}` }),
        bar(0, (stage.p99Millis ?? stage.p50Millis ?? 0) / longest, "points"),
      ),
    ),
  );
}
