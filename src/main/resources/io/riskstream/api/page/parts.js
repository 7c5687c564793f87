// Parts that several views show: notices, decisions, bars, lists with more to load.

import { element, replace, svg } from "./dom.js";
import { points, signed, utc, when } from "./format.js";

/** Decisions that have a colour; every other one is neutral. The text is always there, so the colour is only a help. */
const TONES = new Map([
  ["accept", "good"],
  ["approve", "good"],
  ["review", "caution"],
  ["refer", "alarm"],
  ["decline", "alarm"],
  ["reject", "alarm"],
]);

export const tone = (decision) => TONES.get(String(decision).toLowerCase()) ?? "neutral";

export const decisionTag = (decision) => element("span", { class: `tag ${tone(decision)}`, text: String(decision ?? "none") });

export const time = (instant) => element("time", { datetime: utc(instant), title: utc(instant), text: when(instant) });

export const claimLink = (item) =>
  element("a", { class: "id", href: `#/claims/${encodeURIComponent(item.id)}`, text: String(item.id) });

/** What went wrong, with what the reader can do: enter a key, or try again. */
export function problemNotice(problem, openKey, retry) {
  const needsKey = problem.status === 401 || problem.status === 403;
  const text =
    problem.status === 401
      ? "This API needs a key."
      : problem.status === 403
        ? "This key does not have the role that is needed here."
        : problem.title || "The request failed";
  const detail = problem.message && problem.message !== text ? problem.message : "";
  return element(
    "div",
    { class: "notice", role: "alert" },
    element("p", {}, element("strong", { text }), detail ? ` ${detail}` : ""),
    element(
      "p",
      { class: "actions" },
      needsKey && element("button", { type: "button", class: "primary", text: "Enter a key", on: { click: openKey ?? openKeyOfPage } }),
      retry && element("button", { type: "button", text: "Try again", on: { click: retry } }),
    ),
  );
}

const openKeyOfPage = () => document.getElementById("key-button").click();

/** Loads into a place: shows that it loads, then what `render` returns, or the problem with a button to try again. */
export async function load(place, request, render, signal) {
  place.setAttribute("aria-busy", "true");
  if (!place.hasChildNodes()) {
    replace(place, element("p", { class: "muted", text: "Loading" }));
  }
  try {
    const result = await request();
    if (!signal.aborted) {
      replace(place, render(result));
    }
  } catch (problem) {
    if (!signal.aborted) {
      replace(place, problemNotice(problem, undefined, () => load(place, request, render, signal)));
    }
  }
  place.removeAttribute("aria-busy");
}

/** A list with a button for more: `request(after)` returns `{items, next}`, `row(item)` the element of one. */
export function pagedList({ request, row, empty, signal, label, name = "ol" }) {
  const list = element(name, { class: "rows", "aria-label": label });
  const foot = element("div", { class: "foot" });
  const place = element("div", {}, list, foot);
  const more = async (after) => {
    place.setAttribute("aria-busy", "true");
    try {
      const page = await request(after);
      if (signal.aborted) {
        return;
      }
      list.append(...page.items.map(row));
      replace(
        foot,
        list.children.length === 0 && element("p", { class: "muted", text: empty }),
        page.next && element("button", { type: "button", text: "Show more", on: { click: () => more(page.next) } }),
      );
    } catch (problem) {
      if (!signal.aborted) {
        replace(foot, problemNotice(problem, undefined, () => more(after)));
      }
    }
    place.removeAttribute("aria-busy");
  };
  more();
  return { place, list, foot };
}

/** Points as bars from a common zero line; negative points go to the left. */
export function pointBars(reasons, label) {
  const values = reasons.map((reason) => Number(reason.points) || 0);
  const low = Math.min(0, ...values);
  const range = Math.max(0, ...values) - low || 1;
  return element(
    "ol",
    { class: "bars reasons", "aria-label": label },
    reasons.map((reason, index) => {
      const from = (Math.min(0, values[index]) - low) / range;
      return element(
        "li",
        {},
        element("span", { class: "value", text: signed(values[index]) }),
        bar(from, Math.abs(values[index]) / range, values[index] < 0 ? "good" : "points"),
        element(
          "span",
          { class: "label" },
          element("span", { text: reason.text || reason.code }),
          element("code", { text: reason.code }),
        ),
      );
    }),
  );
}

/** A horizontal bar; the text beside it has the value. */
export function bar(from, share, className) {
  return svg(
    "svg",
    { class: `bar ${className}`, "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: "track", width: "100%", height: "100%", rx: 2 }),
    svg("rect", { x: `${from * 100}%`, width: `${Math.max(share * 100, share > 0 ? 0.5 : 0)}%`, height: "100%", rx: 2 }),
  );
}

export const scoreText = (score) => points(Number(score));

export function section(title, ...content) {
  return element("section", {}, element("h2", { text: title }), ...content);
}
