// Numbers, times and event values as text.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const precise = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });
const date = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const count = (value) => (Number.isFinite(value) ? whole.format(value) : "–");

/** A score or its points: at most six significant digits, so a probability stays readable. */
export const points = (value) => (Number.isFinite(value) ? precise.format(value) : "–");

export const signed = (value) => (value > 0 ? `+${points(value)}` : points(value).replace("-", "−"));

export function rate(value) {
  return value < 10 ? decimal.format(value) : whole.format(value);
}

/** Milliseconds, in seconds from 10,000 on. */
export function millis(value) {
  if (!Number.isFinite(value)) {
    return "–";
  }
  if (value >= 10_000) {
    return `${decimal.format(value / 1000)} s`;
  }
  return value !== 0 && value < 1 ? `${whole.format(value * 1000)} µs` : `${value < 10 ? decimal.format(value) : whole.format(value)} ms`;
}

function parsed(time) {
  const instant = typeof time === "number" ? new Date(time) : new Date(String(time));
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** A time in the zone of the reader: the clock alone for today. The text itself if it is not a time. */
export function when(time) {
  const instant = parsed(time);
  if (!instant) {
    return time === null || time === undefined ? "unknown" : String(time);
  }
  const day = date.format(instant);
  return day === date.format(new Date()) ? clock.format(instant) : `${day} ${clock.format(instant)}`;
}

/** The time in UTC, as it is in records, for a machine or a tooltip. */
export function utc(time) {
  const instant = parsed(time);
  return instant ? instant.toISOString() : "";
}

export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** The first characters of a hash, which tell versions apart. */
export const shortHash = (hash) => String(hash ?? "").slice(0, 12);

/** A value of an event as text; texts as they are. */
export function valueText(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The leaves of a JSON value with their dotted paths: `[["location.zip", "70112"], ["parties[0].name", ...]]`, at most `limit`. */
export function leaves(value, limit) {
  const found = [];
  const visit = (path, node) => {
    if (found.length >= limit) {
      return;
    }
    if (Array.isArray(node) && node.length > 0) {
      node.forEach((item, index) => visit(`${path}[${index}]`, item));
    } else if (node !== null && typeof node === "object" && Object.keys(node).length > 0) {
      Object.entries(node).forEach(([name, member]) => visit(path === "" ? name : `${path}.${name}`, member));
    } else {
      found.push([path, node]);
    }
  };
  visit("", value);
  return found;
}
