// Requests to the API. Every failure is a Problem with a sentence for the reader.

import { key } from "./session.js";

const TIMEOUT_MILLIS = 15_000;
const watchers = new Set();
let reachable = true;

/** A failed request: `status` 0 if the server did not answer. */
export class Problem extends Error {
  constructor(status, title, detail, members = {}) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.members = members;
  }
}

/** Calls `watcher(true or false)` when the server answers again, or no longer. */
export const onReachable = (watcher) => watchers.add(watcher);

export function setReachable(value) {
  if (value !== reachable) {
    reachable = value;
    watchers.forEach((watcher) => watcher(value));
  }
}

export const isReachable = () => reachable;

/** A path with its query; parameters that are empty are left out, and those that are true have no value. */
export function path(template, parameters = {}) {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
    .map(([name, value]) => (value === true ? name : `${name}=${encodeURIComponent(value)}`));
  return query.length === 0 ? template : `${template}?${query.join("&")}`;
}

/** The URL of a path of the API: beside the page, which may be below a prefix of a gateway. */
export const url = (address) => new URL(address.slice(1), document.baseURI);

const part = encodeURIComponent;

export const scorePath = (id) => `/v1/scores/${part(id)}`;
export const deadLetterPath = (ref) => `/v1/dead-letters/${part(ref)}`;

export const headers = () => (key() ? { Authorization: `Bearer ${key()}` } : {});

/** Returns the JSON of a resource. `signal` ends the request when the view is left. */
export const get = (address, signal) => send("GET", address, signal);

export const post = (address, signal) => send("POST", address, signal);

async function send(method, address, signal) {
  const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
  let response;
  try {
    response = await fetch(url(address), {
      method,
      headers: { Accept: "application/json, application/problem+json", ...headers() },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      credentials: "omit",
      redirect: "error",
    });
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }
    setReachable(false);
    throw new Problem(0, "The server does not answer", "The server does not answer.");
  }
  setReachable(true);
  return response.ok ? response.json() : Promise.reject(await problem(response));
}

/** Reads the problem details of an answer, or describes the status. */
export async function problem(response) {
  let members = {};
  try {
    members = await response.json();
  } catch {
    // a proxy may answer with a page of its own; the status is enough
  }
  const title = typeof members.title === "string" ? members.title : `The server answered ${response.status}`;
  return new Problem(response.status, title, typeof members.detail === "string" ? members.detail : "", members);
}
