// Starts the page: chooses the view by the address, and shows the state of the connection, the pipeline and the key.

import { get, isReachable, onReachable, path } from "./api.js";
import { element, replace } from "./dom.js";
import { rate } from "./format.js";
import { key, onKeyChange, setKey, takeKeyFromAddress } from "./session.js";
import { openStream } from "./stream.js";
import { claimView } from "./claim-view.js";
import { queueView } from "./queue-view.js";
import { deadLetterView } from "./dead-letter-view.js";
import { liveView } from "./live-view.js";
import { releaseView } from "./release-view.js";
import { problemNotice } from "./parts.js";

const VIEWS = new Map([
  ["claims", claimView],
  ["queue", queueView],
  ["dead-letters", deadLetterView],
  ["live", liveView],
  ["releases", releaseView],
]);

const main = document.getElementById("main");
const away = document.getElementById("away");
const connection = document.getElementById("connection");
const connectionText = document.getElementById("connection-text");
const pipelineSelect = document.getElementById("pipeline");
const keyDialog = document.getElementById("key-dialog");
const keyInput = document.getElementById("key-input");

let pipelines = [];
let pipeline = null;
let starting = false;
let leave = () => {};
let closeCounters = () => {};
const counterListeners = new Set();

/** The view and its arguments in the address: `#/claims/C-1?all` is the view "claims" with the item "C-1". */
function route() {
  const [address, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, item] = address.split("/");
  return {
    name: VIEWS.has(name) ? name : "claims",
    item: item === undefined ? "" : decode(item),
    parameters: new URLSearchParams(query ?? ""),
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // an address typed by hand
  }
}

function show(focus) {
  leave();
  const current = route();
  const view = VIEWS.get(current.name);
  const ended = new AbortController();
  const closers = [];
  leave = () => {
    ended.abort();
    closers.forEach((close) => close());
  };
  document.title = `${view.title} · Riskstream`;
  document.querySelectorAll("nav a").forEach((link) => {
    if (link.getAttribute("href") === `#/${current.name}`) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  });
  const heading = element("h1", { tabindex: "-1", text: view.title });
  const content = element("div", { class: `view ${current.name}` });
  replace(main, heading, content);
  if (focus) {
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  view.render(content, {
    item: current.item,
    parameters: current.parameters,
    pipeline,
    pipelines,
    signal: ended.signal,
    setTitle: (title) => {
      heading.textContent = title;
      document.title = `${title} · Riskstream`;
    },
    stream: (address, on) => closers.push(openStream(address, on)),
    onCounters: (listener) => {
      counterListeners.add(listener);
      closers.push(() => counterListeners.delete(listener));
    },
    announce,
  });
}

function announce(text) {
  document.getElementById("announcement").textContent = text;
}

function showConnection(state, text) {
  connection.dataset.state = state;
  connectionText.textContent = text;
}

/** Follows the counters of the pipeline, which also shows whether the server is there. */
function followCounters() {
  closeCounters();
  closeCounters = openStream(path("/v1/stream", { pipeline: pipeline?.name, events: "counters" }), {
    state: (state, problem) => {
      if (state === "open") {
        showConnection("open", "Live");
      } else if (state === "refused") {
        showConnection("refused", problem.status === 401 ? "Key needed" : "No access");
      } else if (connection.dataset.state !== "away") {
        showConnection("connecting", "Connecting");
      }
    },
    counters: (bucket) => {
      showConnection("open", `Live, ${rate((bucket.scored ?? 0) + (bucket.rejected ?? 0))} events/s`);
      counterListeners.forEach((listener) => listener(bucket));
    },
  });
}

/** Reads the pipelines, and shows the view of the address. Called again after the server was away, and with another key. */
async function start() {
  starting = true;
  try {
    pipelines = (await get("/v1/pipelines")).pipelines ?? [];
    starting = false;
  } catch (problem) {
    starting = false;
    pipelines = [];
    pipeline = null;
    document.getElementById("pipeline-label").hidden = true;
    leave();
    closeCounters();
    const needsKey = problem.status === 401 || problem.status === 403;
    showConnection(needsKey ? "refused" : "away", needsKey ? "Key needed" : "Server away");
    replace(main, element("h1", { tabindex: "-1", text: "Riskstream" }), problemNotice(problem, openKeyDialog));
    if (!needsKey) {
      setTimeout(start, 3000);
    }
    return;
  }
  const wanted = pipeline?.name ?? new URLSearchParams(location.search).get("pipeline");
  pipeline = pipelines.find((each) => each.name === wanted) ?? pipelines[0] ?? null;
  replace(
    pipelineSelect,
    pipelines.map((each) => element("option", { value: each.name, selected: each === pipeline, text: each.name })),
  );
  document.getElementById("pipeline-label").hidden = pipelines.length < 2;
  followCounters();
  show(false);
}

function openKeyDialog() {
  keyInput.value = key();
  keyDialog.showModal();
  keyInput.select();
}

onReachable((reachable) => {
  if (reachable) {
    replace(away);
    announce("The server answers again.");
    if (!starting) {
      start();
    }
  } else {
    showConnection("away", "Server away");
    replace(away, element("p", { text: "The server does not answer. What you see may be out of date; the page connects again by itself." }));
  }
});

onKeyChange(() => start());

document.getElementById("key-button").addEventListener("click", openKeyDialog);
document.getElementById("key-cancel").addEventListener("click", () => keyDialog.close());
document.getElementById("key-forget").addEventListener("click", () => {
  keyDialog.close();
  setKey("");
});
document.getElementById("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  keyDialog.close();
  setKey(keyInput.value.trim());
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address names the view
  main.focus();
});
pipelineSelect.addEventListener("change", () => {
  pipeline = pipelines.find((each) => each.name === pipelineSelect.value) ?? null;
  followCounters();
  show(false);
});
addEventListener("hashchange", () => {
  if (isReachable() && pipelines.length > 0) {
    show(true);
  }
});

takeKeyFromAddress();
start();
