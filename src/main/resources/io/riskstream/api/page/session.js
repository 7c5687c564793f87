// The API key of this browser tab. It is in sessionStorage, so it ends with the tab, and it is sent in the header Authorization only.

const NAME = "riskstream.key";
const listeners = new Set();

/** Takes a key from the address (`#key=...`, as `run` prints it) and removes it from the address and the history. */
export function takeKeyFromAddress() {
  const found = /^#key=([^&]+)$/.exec(location.hash);
  if (found) {
    sessionStorage.setItem(NAME, decodeURIComponent(found[1]));
    history.replaceState(null, "", location.pathname);
  }
}

export const key = () => sessionStorage.getItem(NAME) ?? "";

export function setKey(value) {
  if (value) {
    sessionStorage.setItem(NAME, value);
  } else {
    sessionStorage.removeItem(NAME);
  }
  listeners.forEach((listener) => listener());
}

export const onKeyChange = (listener) => listeners.add(listener);
