// The releases of scorecards, with their hashes.

import { get, path } from "./api.js";
import { definitions, element, replace, table } from "./dom.js";
import { rate, shortHash } from "./format.js";
import { load, section, time } from "./parts.js";

export const releaseView = {
  title: "Releases",
  render(place, context) {
    const running = context.pipeline?.scorecard;
    const list = element("div", {});
    replace(
      place,
      running &&
        section(
          "Scorecard of the Flux file",
          definitions([
            ["Name", running.name],
            ["Version", running.version],
            ["SHA-256", element("code", { class: "hash", text: running.hash })],
          ]),
        ),
      list,
    );
    load(
      list,
      () => get(path("/v1/releases", { pipeline: context.pipeline?.name }), context.signal),
      (answer) => [section("Releases", releases(answer.items ?? [])), workers(answer.workers ?? [])],
      context.signal,
    );
  },
};

function releases(items) {
  if (items.length === 0) {
    return element("p", { class: "muted", text: "No release was made; the scorecard of the Flux file scores every event." });
  }
  return table(
    "Releases, newest first",
    ["Command", "Version", "SHA-256", "Also runs", "Since", "By"],
    items.map((release) =>
      element(
        "tr",
        {},
        element("td", {}, COMMANDS.get(release.command) ?? release.command ?? "", release.current ? [" ", element("span", { class: "tag good", text: "active" })] : null),
        element("td", {}, release.version ?? ""),
        element("td", {}, element("code", { class: "hash", text: release.hash ?? "" })),
        element(
          "td",
          {},
          release.canary ? element("p", {}, `canary ${rate(release.canary.percent)} %: version ${release.canary.version} `, hash(release.canary.hash)) : null,
          release.shadow ? element("p", {}, `shadow: version ${release.shadow.version} `, hash(release.shadow.hash)) : null,
        ),
        element("td", {}, release.from ? time(release.from) : ""),
        element("td", {}, release.by ?? "", release.reason ? element("p", { class: "muted", text: release.reason }) : null),
      ),
    ),
    { class: "releases-table" },
  );
}

const COMMANDS = new Map([["flux-file", "Flux file"]]);

const hash = (text) => element("code", { title: text, text: shortHash(text) });

function workers(items) {
  if (items.length === 0) {
    return null;
  }
  return section(
    "Workers",
    table(
      "What each worker runs",
      ["Worker", "Active", "Refused", "Reported"],
      items.map((worker) =>
        element(
          "tr",
          {},
          element("th", { scope: "row", text: worker.worker ?? "" }),
          element("td", {}, worker.active ? hash(worker.active) : "the scorecard of the Flux file"),
          element("td", {}, Object.entries(worker.refused ?? {}).map(([what, cause]) => element("p", { class: "warning", text: `${what}: ${cause}` }))),
          element("td", {}, worker.reportedAt ? time(worker.reportedAt) : ""),
        ),
      ),
      { class: "workers-table" },
    ),
  );
}
