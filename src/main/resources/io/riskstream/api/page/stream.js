// Server-sent events over fetch: EventSource cannot send the API key as a header. Connects again with a growing pause, until it is closed.

import { headers, problem, setReachable, url } from "./api.js";

const FIRST_PAUSE_MILLIS = 500;
const MAX_PAUSE_MILLIS = 10_000;
/** The server sends counters every second, so a longer silence means that the connection is lost. */
const SILENCE_MILLIS = 20_000;

/**
 * Opens a stream.
 *
 * @param address path and query
 * @param on functions by event name, which get the parsed data; `state(name, problem)` gets "connecting", "open", "waiting" or "refused"
 * @returns a function that closes the stream
 */
export function openStream(address, on) {
  const closed = new AbortController();
  follow(address, on, closed.signal);
  return () => closed.abort();
}

async function follow(address, on, closed) {
  let pause = FIRST_PAUSE_MILLIS;
  while (!closed.aborted) {
    on.state("connecting");
    try {
      const refusal = await read(address, on, closed, () => (pause = FIRST_PAUSE_MILLIS));
      if (refusal) {
        on.state("refused", refusal);
        return;
      }
    } catch {
      // the connection failed or ended; the loop connects again
    }
    if (closed.aborted) {
      return;
    }
    on.state("waiting");
    await sleep(pause * (0.75 + Math.random() / 2), closed);
    pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
  }
}

/** Reads one connection to its end. Returns a problem if the server refuses the request for good. */
async function read(address, on, closed, connected) {
  const silence = new AbortController();
  const response = await withTimer(silence, () =>
    fetch(url(address), {
      headers: { Accept: "text/event-stream", ...headers() },
      signal: AbortSignal.any([closed, silence.signal]),
      credentials: "omit",
      cache: "no-store",
    }),
  ).catch((failure) => {
    if (!closed.aborted) {
      setReachable(false);
    }
    throw failure;
  });
  setReachable(true);
  if (!response.ok) {
    if ([408, 429, 500, 502, 503, 504].includes(response.status)) {
      return null;
    }
    return problem(response);
  }
  on.state("open");
  connected();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = parser((name, data) => on[name]?.(JSON.parse(data)));
  for (;;) {
    const { done, value } = await withTimer(silence, () => reader.read());
    if (done) {
      return null;
    }
    parse(value);
  }
}

async function withTimer(silence, work) {
  const timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/** Returns a function that takes the text of a stream in any parts and calls `deliver(event, data)` for each complete event. */
export function parser(deliver) {
  let rest = "";
  let name = "";
  let data = [];
  const line = (text) => {
    if (text === "") {
      if (data.length > 0) {
        deliver(name || "message", data.join("\n"));
      }
      name = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "event") {
      name = value;
    } else if (field === "data") {
      data.push(value);
    }
  };
  return (text) => {
    rest += text;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    lines.forEach(line);
  };
}

function sleep(milliseconds, closed) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    closed.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
