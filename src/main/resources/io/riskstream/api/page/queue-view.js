// The queue: recent claims with one decision, new ones from the stream.

import { get, path } from "./api.js";
import { element, replace } from "./dom.js";
import { claimRow } from "./claim-view.js";
import { pagedList } from "./parts.js";

const MAX_WAITING = 200;
const MAX_ROWS = 500;

export const queueView = {
  title: "Queue",
  render(place, context) {
    const decisions = context.pipeline?.decisions ?? [];
    const decision = context.parameters.get("decision") ?? (decisions.includes("refer") ? "refer" : (decisions.at(-1) ?? ""));
    const filter = element(
      "select",
      { id: "queue-decision", on: { change: () => (location.hash = `#/queue?decision=${encodeURIComponent(filter.value)}`) } },
      element("option", { value: "", text: "all" }),
      decisions.map((each) => element("option", { value: each, selected: each === decision, text: each })),
    );
    const fresh = element("button", { type: "button", class: "fresh primary", hidden: true });
    const { place: list, list: rows } = pagedList({
      request: (after) => get(path("/v1/scores", { pipeline: context.pipeline?.name, decision, limit: 50, after }), context.signal),
      row: claimRow,
      empty: "No claim has this decision yet.",
      signal: context.signal,
      label: "Claims, newest first",
    });
    replace(
      place,
      element(
        "div",
        { class: "filters" },
        element("label", { for: "queue-decision", text: "Decision" }),
        filter,
        element("p", { class: "muted", id: "queue-state", text: "Newest first" }),
      ),
      element("p", { role: "status", class: "fresh-line" }, fresh),
      list,
    );

    // New claims wait behind a button, so that the list does not move under the reader's finger.
    let waiting = [];
    const showFresh = () => {
      fresh.hidden = waiting.length === 0;
      fresh.textContent = `Show ${waiting.length}${waiting.length === MAX_WAITING ? " or more" : ""} new`;
    };
    fresh.addEventListener("click", () => {
      rows.prepend(...waiting.map(claimRow));
      while (rows.children.length > MAX_ROWS) {
        rows.lastElementChild.remove();
      }
      waiting = [];
      showFresh();
      rows.querySelector("a")?.focus();
    });
    context.stream(path("/v1/stream", { pipeline: context.pipeline?.name, decision, events: "score" }), {
      state: () => {},
      score: (item) => {
        waiting = [item, ...waiting].slice(0, MAX_WAITING);
        showFresh();
      },
    });
  },
};
