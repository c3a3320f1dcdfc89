// The list of conversations: who waits, how long and why; and which are mine.

import { button, h, spoken } from "../shared/dom.ts";
import { formatAge } from "../shared/format.ts";
import type { Handover } from "../shared/protocol.ts";

export interface Queue {
  waiting: Handover[];
  mine: Handover[];
  /** What is, or lately was, with somebody else: only for who may look in. */
  others?: Handover[];
}

const LONG_WAIT_MILLISECONDS = 5 * 60_000;
export const NOBODY = "Not signed in";

const get = (id: string): HTMLElement => document.getElementById(id)!;

/** Draws both lists; the focus stays on the conversation it was on. */
export function drawQueue(queue: Queue, selected: Handover["id"] | null, news: ReadonlySet<Handover["id"]>, select: (id: Handover["id"]) => void): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset["handover"];
  for (const name of ["waiting", "mine", "others"] as const) {
    const items = (queue[name] ?? []).map((handover) => drawItem(handover, handover.id === selected, news.has(handover.id), select));
    get(name).replaceChildren(...items);
    get(`${name}-none`).hidden = items.length > 0;
    get(`${name}-count`).textContent = String(items.length);
  }
  if (focused !== undefined) document.querySelector<HTMLElement>(`[data-handover="${CSS.escape(focused)}"]`)?.focus();
  const count = queue.waiting.length;
  document.title = count > 0 ? `(${count}) Helpdesk` : "Helpdesk";
}

function drawItem(handover: Handover, isSelected: boolean, isNew: boolean, select: (id: Handover["id"]) => void): HTMLElement {
  const { id, customer, reason, waiting_since, urgent, last_text, status } = handover;
  const isLong = status === "waiting" && Date.now() - Date.parse(waiting_since) > LONG_WAIT_MILLISECONDS;
  const item = button(
    "item",
    () => select(id),
    h(
      "span",
      { class: "item-top" },
      h("strong", { dir: "auto" }, customer ?? NOBODY),
      urgent && h("span", { class: "news" }, "Urgent"),
      isNew && h("span", { class: "news" }, "New"),
      h("span", { class: isLong ? "age long" : "age" }, spoken("waiting since "), formatAge(waiting_since)),
    ),
    h("span", { class: "reason", dir: "auto" }, reason),
    last_text ? h("span", { class: "last", dir: "auto" }, last_text) : null,
  );
  item.dataset["handover"] = String(id);
  if (isSelected) item.ariaCurrent = "true";
  return h("li", {}, item);
}
