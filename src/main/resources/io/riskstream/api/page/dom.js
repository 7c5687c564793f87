// Builds elements. Values become text nodes or attributes of a fixed list of names, never HTML, so a value cannot become markup or a script.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Creates an element. Properties: `class`, `text`, `on` (listeners by event), every other one is an attribute; true is an attribute without a value,
 * and false, null and undefined are left out. Children are nodes or text; null and false are left out.
 */
export function element(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

/** Creates an element of an SVG drawing. */
export function svg(name, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "text") {
      node.textContent = value;
    } else if (name === "on") {
      for (const [event, listener] of Object.entries(value)) {
        node.addEventListener(event, listener);
      }
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child);
    }
  }
}

/** Replaces all children of a node. */
export function replace(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/** A list of terms with their values: `[["Version", "3"], ...]`. Entries without a value are left out. */
export function definitions(entries, properties = {}) {
  return element(
    "dl",
    properties,
    entries
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([term, value]) => element("div", {}, element("dt", { text: term }), element("dd", {}, value))),
  );
}

/** A table in a box that scrolls sideways where it is too wide, by keyboard too. */
export function table(caption, heads, rows, properties = {}) {
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element(
      "table",
      properties,
      element("caption", { class: "hidden", text: caption }),
      element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col", text: head })))),
      element("tbody", {}, rows),
    ),
  );
}
