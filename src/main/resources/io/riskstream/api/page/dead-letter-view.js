// Dead letters by code, with message and original, and the replay of one.

import { deadLetterPath, get, path, post } from "./api.js";
import { definitions, element, replace } from "./dom.js";
import { count } from "./format.js";
import { bar, load, pagedList, problemNotice, section, time } from "./parts.js";

const PERIODS = [
  ["", "Any time"],
  ["15", "Last 15 minutes"],
  ["60", "Last hour"],
  ["1440", "Last day"],
];

const REFUSALS = new Map([
  ["sent-before", "This original was sent before. Each is sent once."],
  ["attempts-used", "This event was replayed as often as is allowed."],
  ["dropped", "This event was dropped on purpose, not rejected."],
  ["original-gone", "The original is no longer in Kafka."],
  ["other-source", "The original came from a topic that this pipeline does not read."],
]);

export const deadLetterView = {
  title: "Dead letters",
  render(place, context) {
    if (context.item) {
      renderLetter(place, context);
    } else {
      renderList(place, context);
    }
  },
};

const listAddress = (code, minutes) => `#/dead-letters${path("", { code, minutes })}`;

function renderList(place, context) {
  const code = context.parameters.get("code") ?? "";
  const minutes = context.parameters.get("minutes") ?? "";
  const since = Number(minutes) > 0 ? new Date(Date.now() - Number(minutes) * 60_000).toISOString() : "";
  const period = element(
    "select",
    { id: "period", on: { change: () => (location.hash = listAddress(code, period.value)) } },
    PERIODS.map(([value, text]) => element("option", { value, selected: value === minutes, text })),
  );
  const codes = element("div", { class: "codes" });
  load(
    codes,
    () => get(path("/v1/counters", { pipeline: context.pipeline?.name }), context.signal),
    (counters) => codeList(counters.rejections ?? {}, code, minutes),
    context.signal,
  );
  const { place: list } = pagedList({
    request: (after) => get(path("/v1/dead-letters", { pipeline: context.pipeline?.name, code, since, limit: 50, after }), context.signal),
    row: letterRow,
    empty: code ? "No dead letter has this code." : "No event was rejected.",
    signal: context.signal,
    label: "Dead letters, newest first",
  });
  const fresh = element("button", { type: "button", class: "fresh primary", hidden: true, on: { click: () => dispatchEvent(new HashChangeEvent("hashchange")) } });
  let waiting = 0;
  context.stream(path("/v1/stream", { pipeline: context.pipeline?.name, events: "rejection" }), {
    state: () => {},
    rejection: (letter) => {
      if (!code || letter.code === code) {
        waiting++;
        fresh.hidden = false;
        fresh.textContent = `Show ${count(waiting)} new`;
      }
    },
  });
  replace(
    place,
    element("div", { class: "filters" }, element("label", { for: "period", text: "Rejected" }), period),
    element(
      "div",
      { class: "columns side" },
      section("By code", codes),
      section(code || "All codes", element("p", { role: "status", class: "fresh-line" }, fresh), list),
    ),
  );
}

function codeList(rejections, selected, minutes) {
  const codes = Object.entries(rejections).sort(([, a], [, b]) => b - a);
  const highest = codes.length > 0 ? codes[0][1] : 1;
  const entry = (code, text, number, share) =>
    element(
      "li",
      {},
      element("a", { href: listAddress(code, minutes), "aria-current": code === selected ? "true" : null, text }),
      element("span", { class: "value", text: count(number) }),
      code && bar(0, share, "points"),
    );
  const total = codes.reduce((sum, [, number]) => sum + number, 0);
  return element(
    "ul",
    { class: "bars code-list" },
    entry("", "All codes", total, 0),
    codes.map(([code, number]) => entry(code, code, number, number / highest)),
  );
}

function letterRow(letter) {
  return element(
    "li",
    { class: "letter-row" },
    element(
      "div",
      {},
      element("a", { class: "id", href: `#/dead-letters/${encodeURIComponent(letter.ref)}`, text: letter.code ?? letter.outcome }),
      letter.path ? element("code", { text: letter.path }) : null,
      element("p", { class: "muted", text: letter.message ?? "" }),
    ),
    element("div", { class: "time-cell" }, time(letter.rejectedAt ?? letter.receivedAt), element("code", { text: letter.ref })),
  );
}

function renderLetter(place, context) {
  context.setTitle(`Dead letter ${context.item}`);
  const content = element("div", {});
  replace(place, element("p", {}, element("a", { href: "#/dead-letters", text: "All dead letters" })), content);
  load(
    content,
    () => get(path(deadLetterPath(context.item), { pipeline: context.pipeline?.name }), context.signal),
    (letter) => letterDetails(letter, context),
    context.signal,
  );
}

function letterDetails(letter, context) {
  const rejections = letter.rejections ?? [];
  return [
    element(
      "header",
      { class: "verdict alarm" },
      element("p", { class: "decision", text: letter.code ?? letter.outcome }),
      element("p", { class: "message", text: letter.message ?? "" }),
      definitions([
        ["Stage", letter.stage],
        ["Path", letter.path && element("code", { text: letter.path })],
        ["Received", letter.receivedAt && time(letter.receivedAt)],
        ["Rejected", letter.rejectedAt && time(letter.rejectedAt)],
        ["Attempts", letter.attempts === undefined ? null : count(letter.attempts)],
        ["Replays before", letter.replays === undefined ? null : count(letter.replays)],
        ["Key", letter.key],
      ]),
    ),
    replayPart(letter, context),
    rejections.length > 1 &&
      section(
        `All ${rejections.length} errors`,
        element(
          "ul",
          { class: "rules" },
          rejections.map((each) =>
            element(
              "li",
              {},
              element("p", {}, element("code", { class: "rule-id", text: each.code }), each.path ? element("code", { text: each.path }) : null),
              element("p", { text: each.message ?? "" }),
            ),
          ),
        ),
      ),
    section("The original", original(letter)),
  ];
}

function original(letter) {
  const text = letter.original ?? letter.originalBase64;
  if (text === undefined) {
    return element("p", { class: "muted", text: "The store does not have the original." });
  }
  return element(
    "div",
    {},
    element("p", {
      class: "muted",
      text: [
        letter.size === undefined ? "" : `${count(letter.size)} bytes.`,
        letter.cut ? `Only a part was kept, of ${count(letter.originalSize)} bytes.` : "",
        letter.original === undefined ? "It is not UTF-8 text; this is its Base64." : "",
      ]
        .filter(Boolean)
        .join(" "),
    }),
    element("pre", { class: "original", tabindex: "0", text }),
  );
}

/** The button that sends the original again, its confirmation and the result. */
function replayPart(letter, context) {
  if (letter.outcome === "dropped") {
    return null;
  }
  const result = element("div", { role: "status", class: "replay-result" });
  const open = element("button", { type: "button", class: "primary", text: "Replay", on: { click: () => dialog.showModal() } });
  const send = async () => {
    dialog.close();
    open.disabled = true;
    replace(result, element("p", { text: "Sending the original" }));
    try {
      const sent = await post(path(`${deadLetterPath(letter.ref)}/replay`, { pipeline: letter.pipeline }), context.signal);
      replace(result, element("p", { class: "done", text: `The original was sent to the topic ${sent.topic} again. If it is rejected again, it is a new dead letter.` }));
    } catch (problem) {
      const known = REFUSALS.get(problem.members?.result);
      replace(result, known ? element("p", { class: "warning", text: known }) : problemNotice(problem));
      open.disabled = known !== undefined;
      if (!open.disabled) {
        open.focus();
      }
    }
  };
  const dialog = element(
    "dialog",
    { "aria-labelledby": "replay-title", "aria-describedby": "replay-text" },
    element("h2", { id: "replay-title", text: "Replay this event?" }),
    element("p", { id: "replay-text", text: `The original of ${letter.ref} is sent to its topic again, with its key and headers, and passes the whole pipeline. Each dead letter can be sent once.` }),
    element(
      "p",
      { class: "actions" },
      element("button", { type: "button", class: "primary", text: "Send it again", on: { click: send } }),
      element("button", { type: "button", text: "Cancel", autofocus: true, on: { click: () => dialog.close() } }),
    ),
  );
  return element("div", { class: "replay" }, open, element("span", { class: "muted", text: " needs the role operate" }), result, dialog);
}
