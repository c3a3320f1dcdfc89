// Elements without markup strings: whatever a person or the gateway wrote enters a page as text only.

import { type Icon, icon } from "./icons.ts";

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
    else if (value != null && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => typeof child === "string" || child instanceof Node));
  return element;
}

/** Draws within an svg; such elements take their attributes only from here, never from a message. */
export function svg(tag: "svg" | "rect" | "path", attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** A button that does something at once, of the look (classes) that the stylesheet gives it. */
export function button(look: string, run: (event: Event) => void, ...children: Child[]): HTMLButtonElement {
  return h("button", { type: "button", class: look, onclick: run }, ...children);
}

/** A button that shows a sign alone; its words are spoken, and shown to a pointer that rests on it. */
export function iconButton(sign: Icon, label: string, run: () => void): HTMLButtonElement {
  const element = button("plain", run, icon(sign));
  element.ariaLabel = element.title = label;
  return element;
}

/** Text for those who hear the page. */
export function spoken(text: string): HTMLElement {
  return h("span", { class: "spoken" }, text);
}
