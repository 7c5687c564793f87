// Search of a claim, and its verdict: reasons with their points, look-ups, the shadow's opinion, the rules, the event, earlier verdicts.

import { get, path, scorePath } from "./api.js";
import { definitions, element, replace, table } from "./dom.js";
import { duration, leaves, millis, shortHash, signed, valueText } from "./format.js";
import { claimLink, decisionTag, load, pagedList, pointBars, scoreText, section, time, tone } from "./parts.js";

const LATEST = 8;
const MAX_FIELDS = 1000;

const CAUSES = new Map([
  ["absent", "no record for its key"],
  ["unkeyed", "the values of the claim make no key"],
  ["late", "no answer before the deadline"],
  ["unavailable", "the store could not be read"],
  ["unusable", "the record does not match its declaration"],
  ["stale", "an old record was used, because the store gave no current one in time"],
]);

export const claimView = {
  title: "Claims",
  render(place, context) {
    const results = element("div", { class: "results" });
    replace(place, searchForm(context), results);
    const key = context.parameters.get("key");
    if (context.item) {
      load(
        results,
        () => get(path(scorePath(context.item), { pipeline: context.pipeline?.name }), context.signal),
        (item) => {
          context.setTitle(`Claim ${item.id}`);
          context.announce(`Claim ${item.id}: ${item.score.decision}, score ${scoreText(item.score.score)}`);
          return verdict(item, context);
        },
        context.signal,
      );
    } else if (key) {
      context.setTitle(`Claims of ${key}`);
      replace(results, claims(context, { key, limit: 50 }, "No claim has this policy or key."));
    } else {
      replace(results, section("Latest verdicts", claims(context, { limit: LATEST }, "No claim is scored yet.", true)));
    }
  },
};

function searchForm(context) {
  const key = context.parameters.get("key") ?? "";
  const input = element("input", {
    id: "search",
    type: "search",
    required: true,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "search",
  });
  input.value = context.item || key;
  const kind = element(
    "select",
    { id: "search-kind" },
    element("option", { value: "id", text: "Claim" }),
    element("option", { value: "key", selected: key !== "", text: "Policy or key" }),
  );
  const submit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text) {
      const value = encodeURIComponent(text);
      const next = kind.value === "key" ? `#/claims?key=${value}` : `#/claims/${value}`;
      if (next === location.hash) {
        dispatchEvent(new HashChangeEvent("hashchange")); // the same search again
      } else {
        location.hash = next;
      }
    }
  };
  return element(
    "form",
    { class: "search", role: "search", on: { submit } },
    element("label", { for: "search-kind", text: "Search by" }),
    kind,
    element("label", { for: "search", class: "hidden", text: "Identifier to search for" }),
    input,
    element("button", { type: "submit", class: "primary", text: "Search" }),
  );
}

/** A list of claims. `latestOnly` leaves out the button for more. */
function claims(context, parameters, empty, latestOnly) {
  const { place } = pagedList({
    request: async (after) => {
      const page = await get(path("/v1/scores", { pipeline: context.pipeline?.name, ...parameters, after }), context.signal);
      return latestOnly ? { items: page.items, next: null } : page;
    },
    row: claimRow,
    empty,
    signal: context.signal,
    label: "Claims",
  });
  return place;
}

/** One claim of a list: identifier, decision, score, leading reasons, time. */
export function claimRow(item) {
  const reasons = item.score.reasons ?? [];
  return element(
    "li",
    { class: `claim-row ${tone(item.score.decision)}` },
    element("div", { class: "score-cell" }, element("b", { text: scoreText(item.score.score) }), decisionTag(item.score.decision)),
    element(
      "div",
      { class: "claim-cell" },
      claimLink(item),
      element("p", {
        class: "muted",
        text: reasons.length === 0 ? "No rule applied" : reasons.slice(0, 3).map((reason) => reason.text || reason.code).join(" · "),
      }),
      (item.score.degraded ?? []).length > 0 &&
        element("p", { class: "warning", text: `Scored without ${item.score.degraded.join(", ")}` }),
    ),
    element("div", { class: "time-cell" }, time(item.publishedAt ?? item.receivedAt)),
  );
}

function verdict(item, context) {
  const score = item.score;
  return [
    element(
      "header",
      { class: `verdict ${tone(score.decision)}` },
      element("p", { class: "decision", text: String(score.decision) }),
      element("p", { class: "points" }, element("b", { text: scoreText(score.score) }), " points"),
      definitions([
        ["Received", time(item.receivedAt)],
        ["Scored after", latency(item)],
        ["Policy or key", item.key && keyLink(item.key)],
        ["Scorecard", `${score.scorecard}, version ${score.version}`],
        ["Hash", element("code", { title: score.hash, text: shortHash(score.hash) })],
        ["Record in Kafka", item.origin && element("code", { text: item.origin })],
      ]),
    ),
    warnings(score),
    element(
      "div",
      { class: "columns" },
      element(
        "div",
        {},
        section(
          "Reasons",
          (score.reasons ?? []).length > 0
            ? pointBars(score.reasons, "Reasons, most points first")
            : element("p", { class: "muted", text: "No rule applied." }),
        ),
      ),
      element("div", {}, lookupSection(item, context), shadowSection(score), historySection(item, context)),
    ),
    explanationSection(item, context),
    eventSection(score),
  ];
}

const keyLink = (key) => element("a", { href: `#/claims?key=${encodeURIComponent(key)}`, text: String(key) });

function latency(item) {
  const from = Date.parse(item.receivedAt);
  const to = Date.parse(item.publishedAt);
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return null;
  }
  return to - from < 60_000 ? millis(Math.max(0, to - from)) : duration(to - from);
}

function warnings(score) {
  const degraded = score.degraded ?? [];
  const unevaluated = score.unevaluated ?? [];
  if (degraded.length === 0 && unevaluated.length === 0) {
    return null;
  }
  return element(
    "div",
    { class: "notice warning" },
    degraded.length > 0 &&
      element(
        "p",
        {},
        element("strong", { text: "Degraded. " }),
        `The score may be too low or too high: it was made without the current ${degraded.length === 1 ? "record" : "records"} of ${degraded.join(", ")}.`,
      ),
    unevaluated.length > 0 &&
      element(
        "p",
        {},
        element("strong", { text: "Not evaluated. " }),
        unevaluated.length === 1 ? "A rule ended in an error and gave no points: " : `${unevaluated.length} rules ended in an error and gave no points: `,
        unevaluated.map((rule, index) => [index > 0 ? ", " : "", element("code", { text: rule })]),
        ".",
      ),
  );
}

function lookupSection(item, context) {
  const score = item.score;
  const degraded = score.degraded ?? [];
  const causes = score.degradedCauses ?? {};
  const names = [...new Set([...(context.pipeline?.lookups ?? []), ...degraded])];
  if (names.length === 0) {
    return null;
  }
  return section(
    "Look-ups",
    element(
      "ul",
      { class: "lookups" },
      names.map((name) => {
        const isDegraded = degraded.includes(name);
        const cause = causes[name];
        return element(
          "li",
          { class: isDegraded ? "degraded" : "answered" },
          element("span", { class: "name", text: name }),
          element("span", { class: `tag ${isDegraded ? "caution" : "good"}`, text: isDegraded ? (cause ?? "degraded") : "answered" }),
          isDegraded && element("p", { class: "muted", text: CAUSES.get(cause) ?? "the look-up did not add its current record" }),
          age(item, name, context),
        );
      }),
    ),
  );
}

/**
 * How old the record of a look-up was: the look-up states it with the option `fetched`. An event that is published as it came is not asked, because its
 * sender could state anything.
 */
function age(item, lookup, context) {
  const fields = item.score.audit?.fields ?? (context.pipeline?.eventContent === "FIELDS" ? item.score.event : undefined);
  const fetched = fields?.[lookup]?.fetched;
  const scored = Date.parse(item.publishedAt ?? item.receivedAt);
  if (!Number.isFinite(fetched) || Number.isNaN(scored)) {
    return null;
  }
  return element("p", { class: "muted", text: `requested ${duration(scored - fetched)} before the score` });
}

function shadowSection(score) {
  const shadow = score.shadow;
  if (!shadow) {
    return null;
  }
  const same = shadow.decision === score.decision;
  const difference = shadow.score - score.score;
  return section(
    "Shadow scorecard",
    element(
      "p",
      {},
      same ? "The same decision, " : "Another decision, ",
      decisionTag(shadow.decision),
      ` with ${scoreText(shadow.score)} points (${difference === 0 ? "no difference" : signed(difference)}). It has no effect.`,
    ),
    element("p", { class: "muted" }, `${shadow.scorecard}, version ${shadow.version}, `, element("code", { title: shadow.hash, text: shortHash(shadow.hash) })),
    (shadow.degraded ?? []).length > 0 && element("p", { class: "warning", text: `Degraded: ${shadow.degraded.join(", ")}` }),
    (shadow.unevaluated ?? []).length > 0 && element("p", { class: "warning", text: `Not evaluated: ${shadow.unevaluated.join(", ")}` }),
    element(
      "details",
      {},
      element("summary", { text: "Its reasons" }),
      (shadow.reasons ?? []).length > 0 ? pointBars(shadow.reasons, "Reasons of the shadow scorecard") : element("p", { class: "muted", text: "No rule applied." }),
    ),
  );
}

/** The rules with their conditions and values, loaded when the reader opens them. */
function explanationSection(item, context) {
  const content = element("div", {});
  const details = element("details", { class: "explanation" }, element("summary", { text: "Every rule, with its condition and values" }), content);
  details.addEventListener(
    "toggle",
    () =>
      load(
        content,
        () => get(path(`${scorePath(item.id)}/explanation`, { pipeline: item.pipeline }), context.signal),
        explanation,
        context.signal,
      ),
    { once: true },
  );
  return details;
}

const RESULTS = [
  ["fired", "Fired"],
  ["error", "Not evaluated because of an error"],
  ["not-fired", "Not fired"],
];

function explanation(answer) {
  const rules = answer.explanation.rules ?? [];
  const byPoints = (a, b) => (b.added ?? 0) - (a.added ?? 0);
  return [
    (answer.differences ?? []).length > 0 &&
      element(
        "div",
        { class: "notice warning" },
        element("p", {}, element("strong", { text: "The running scorecard gives another result. " }), answer.differences.join("; ")),
      ),
    answer.complete === false &&
      element("p", { class: "muted", text: answer.incompleteBecause ?? "The record has not all values, so some are unknown." }),
    answer.explanation.base ? element("p", { text: `Every event begins with ${signed(answer.explanation.base)}.` }) : null,
    RESULTS.map(([result, title]) => {
      const selected = rules.filter((rule) => rule.result === result).sort(byPoints);
      return (
        selected.length > 0 && [
          element("h3", { text: `${title} (${selected.length})` }),
          element("ul", { class: "rules" }, selected.map(rule)),
        ]
      );
    }),
  ];
}

function rule(each) {
  return element(
    "li",
    {},
    element(
      "p",
      {},
      element("code", { class: "rule-id", text: each.id }),
      each.group ? element("span", { class: "muted", text: ` group ${each.group}` }) : null,
      each.result === "fired" ? element("b", { class: "value", text: signed(each.added) }) : null,
    ),
    element("p", { text: each.reason ?? "" }),
    element("pre", { class: "condition", text: each.when ?? "" }),
    element("p", {
      class: "muted inputs",
      text: (each.inputs ?? []).map((input) => `${input.name} ${input.absent ? "missing" : input.unknown ? "not in the record" : `= ${valueText(input.value)}`}`).join(", "),
    }),
  );
}

function historySection(item, context) {
  const content = element("div", {});
  const details = element("details", { class: "earlier" }, element("summary", { text: "All verdicts of this claim" }), content);
  details.addEventListener(
    "toggle",
    () => {
      const { place } = pagedList({
        request: (after) => get(path(scorePath(item.id), { pipeline: item.pipeline, all: true, limit: 20, after }), context.signal),
        row: (each) =>
          element(
            "li",
            { class: "earlier-row" },
            time(each.publishedAt ?? each.receivedAt),
            decisionTag(each.score.decision),
            element("b", { text: scoreText(each.score.score) }),
            element("span", { class: "muted" }, `version ${each.score.version} `, element("code", { text: shortHash(each.score.hash) })),
          ),
        empty: "The store has no verdict of this claim.",
        signal: context.signal,
        label: "Verdicts, newest first",
      });
      replace(content, place);
    },
    { once: true },
  );
  return details;
}

function eventSection(score) {
  if (score.audit !== undefined) {
    return fieldSection("The fields that the rules read", score.audit.fields ?? {});
  }
  if (score.event === undefined) {
    return section(
      "The event",
      element("p", {
        class: "muted",
        text: score.event_base64 === undefined ? "The pipeline publishes scores without their event." : "The original is not UTF-8 text; this is its Base64.",
      }),
      score.event_base64 !== undefined && element("pre", { class: "original", tabindex: "0", text: score.event_base64 }),
    );
  }
  if (typeof score.event === "string") {
    return section("The event", element("pre", { class: "original", tabindex: "0", text: score.event }));
  }
  return fieldSection("The event", score.event);
}

function fieldSection(title, object) {
  const fields = leaves(object, MAX_FIELDS);
  return section(
    title,
    table(
      title,
      ["Field", "Value"],
      fields.map(([name, value]) =>
        element("tr", {}, element("th", { scope: "row" }, element("code", { text: name })), element("td", { text: valueText(value) })),
      ),
      { class: "fields" },
    ),
    fields.length === MAX_FIELDS && element("p", { class: "muted", text: `The first ${MAX_FIELDS} fields are shown.` }),
    element(
      "details",
      {},
      element("summary", { text: "As JSON" }),
      element("pre", { class: "original", tabindex: "0", text: JSON.stringify(object, null, 2) }),
    ),
  );
}
