// Elements without markup strings: whatever a person or the gateway wrote enters a page as text only.

type Value = string | number | boolean | null | undefined | ((event: Event) => void);
export type Child = Node | string | null | false | undefined;

/** Builds an element. A function under `onclick` and the like listens; true sets an empty attribute, null and false none. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => typeof child === "string" || child instanceof Node));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: ["M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-4.5 3.5V17H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z", "M8 9.5h8", "M8 12.8h5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  minimise: ["M6 9l6 6 6-6"],
  more: ["M12 5.5v.01", "M12 12v.01", "M12 18.5v.01"],
  send: ["M12 19V5", "M6 11l6-6 6 6"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20.5a7.5 7.5 0 0 1 15 0"],
  again: ["M4.5 12a7.5 7.5 0 1 1 2.4 5.5", "M4.5 19.5v-4.3h4.3"],
  download: ["M12 4v11", "M7 10.5l5 5 5-5", "M5 20h14"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  back: ["M15 5l-7 7 7 7"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  keyboard: ["M3 7h18v10H3z", "M7 10.5v.01", "M12 10.5v.01", "M17 10.5v.01", "M8.5 13.8h7"],
} as const;

/** A drawn sign of 24 units; decoration only, its button carries the words. */
export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  for (const shape of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}

/** Text for those who hear the page. */
export function spoken(text: string): HTMLElement {
  return h("span", { class: "spoken" }, text);
}
