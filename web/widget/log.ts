// The message list: draws the thread, keeps what is already drawn, and scrolls as a reader would.

import { button, h, spoken } from "../shared/dom.ts";
import { DOWN, icon } from "../shared/icons.ts";
import { End } from "../shared/end.ts";
import { formatDay, formatTime } from "../shared/format.ts";
import type { Button, Message } from "../shared/protocol.ts";
import { type Deeds, drawData, wordsBeside } from "../shared/data.ts";
import type { Entry } from "./thread.ts";
import { authorOf } from "./transcript.ts";
import { WORDS } from "./words.ts";

/** More at once than this is history, not news, and is not read out. */
const NEWS_AT_MOST = 4;

interface Drawn {
  element: HTMLElement;
  looks: string;
}

export class Log {
  readonly element: HTMLElement;
  readonly #list = h("div", { role: "log", "aria-live": "polite", class: "list" });
  readonly #replies = h("div", { class: "replies", role: "group", "aria-label": WORDS.replies, hidden: true });
  readonly #typing = h("p", { class: "typing", hidden: true });
  readonly #newest: HTMLButtonElement;
  readonly #scroller: HTMLElement;
  readonly #end: End;
  #drawn = new Map<string, Drawn>();
  #repliesOf = "";

  constructor(
    readonly press: (button: Button) => void,
    readonly retry: (entry: Entry) => void,
    readonly deeds: Deeds,
  ) {
    this.#scroller = h("div", { class: "scroller", tabindex: 0, "aria-label": WORDS.log, role: "region" });
    this.#scroller.append(this.#list, this.#replies, this.#typing);
    this.#newest = button("newest", () => this.scrollToEnd(), icon(DOWN), WORDS.newest);
    this.#end = new End(this.#scroller, () => (this.#newest.hidden = true));
    this.element = h("div", { class: "log" }, this.#scroller, this.#newest);
  }

  focus(): void {
    this.#scroller.focus();
  }

  scrollToEnd(): void {
    this.#end.show();
  }

  /** Draws the difference to what is there. */
  render(entries: readonly Entry[], lineIsUp: boolean): void {
    const before = this.#drawn;
    const wanted = arrange(entries, lineIsUp, (entry, continues, foot) => this.#draw(entry, continues, foot));
    const fresh = wanted.filter(({ key }) => !before.has(key));
    this.#list.ariaBusy = String(fresh.length > NEWS_AT_MOST);
    this.#drawn = new Map();
    for (const part of wanted) {
      if (!this.#drawn.has(part.key)) this.#drawn.set(part.key, this.#keep(part, before.get(part.key)));
    }
    for (const [key, { element }] of before) if (!this.#drawn.has(key)) element.remove();
    let place = this.#list.firstElementChild;
    for (const { element } of this.#drawn.values()) {
      if (element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(element, place);
    }
    this.#list.ariaBusy = "false";
    this.#offer(entries);
    if (fresh.length > 0) this.#follow(fresh, before.size === 0);
  }

  /** Null when nobody is typing. */
  showTyping(name: string | null): void {
    this.#typing.hidden = name === null;
    this.#typing.replaceChildren();
    if (name === null) return;
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.#typing.append(dots, spoken(WORDS.typing(name)));
    this.#end.keep();
  }

  #draw(entry: Entry, continues: boolean, foot: string): HTMLElement {
    const { message, state } = entry;
    const { author, data } = message;
    const text = wordsBeside(message.text, data);
    const byline = authorOf(message);
    const shown = author === "staff" && !continues;
    return h(
      "div",
      { class: `message ${author} ${state}${continues ? " continues" : ""}` },
      byline !== "" && h("p", { class: shown ? "byline" : "spoken" }, byline),
      text !== "" && h("p", { class: "bubble", dir: "auto" }, text),
      data && drawData(data, this.deeds),
      h("p", { class: "foot" }, foot),
      state === "failed" && button("reply", () => this.retry(entry), WORDS.retry),
    );
  }

  #keep(part: Part, old: Drawn | undefined): Drawn {
    if (old?.looks === part.looks) return old;
    const element = part.draw();
    old?.element.replaceWith(element);
    return { element, looks: part.looks };
  }

  #offer(entries: readonly Entry[]): void {
    const { key, buttons } = currentReplies(entries);
    if (key === this.#repliesOf) return;
    this.#repliesOf = key;
    this.#replies.hidden = buttons.length === 0;
    this.#replies.replaceChildren(
      ...buttons.map((reply) => button("reply", () => this.press(reply), h("span", { dir: "auto" }, reply.title))),
    );
  }

  #follow(fresh: readonly Part[], isFirst: boolean): void {
    const own = fresh.some(({ message }) => message?.author === "customer");
    if (isFirst || own) return this.scrollToEnd();
    if (!this.#end.isSeen) {
      this.#newest.hidden = false;
      return;
    }
    // a reply taller than the window is read from its beginning
    const first = fresh[0] && this.#drawn.get(fresh[0].key)?.element;
    this.#scroller.scrollTop = Math.min(this.#scroller.scrollHeight, (first?.offsetTop ?? Infinity) - 12);
    this.#end.look();
  }
}

interface Part {
  key: string;
  /** Changes when it must be drawn again. */
  looks: string;
  message: Message | null;
  draw: () => HTMLElement;
}

type Draw = (entry: Entry, continues: boolean, foot: string) => HTMLElement;

function arrange(entries: readonly Entry[], lineIsUp: boolean, draw: Draw): Part[] {
  const parts: Part[] = [];
  let day = "";
  let previous: Message | null = null;
  for (const entry of entries) {
    const { message } = entry;
    const today = new Date(message.at).toDateString();
    if (today !== day) {
      day = today;
      previous = null;
      const name = nameOfDay(message.at);
      parts.push({ key: `day ${day}`, looks: name, message: null, draw: () => h("p", { class: "day-mark" }, name) });
    }
    const continues = previous?.author === message.author && previous.name === message.name;
    const foot = footOf(entry, lineIsUp);
    parts.push({
      key: message.client_id ?? `${message.id}`,
      looks: `${continues} ${foot} ${message.text}`,
      message,
      draw: () => draw(entry, continues, foot),
    });
    previous = message;
  }
  return parts;
}

function footOf({ message, state, refusal }: Entry, lineIsUp: boolean): string {
  if (state === "failed") return WORDS.failed(refusal ?? "");
  if (state === "sending") return lineIsUp ? WORDS.sending : WORDS.unsent;
  return message.author === "system" ? "" : formatTime(message.at);
}

function nameOfDay(at: string): string {
  const date = new Date(at).toDateString();
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date === today.toDateString()) return WORDS.today;
  return date === yesterday.toDateString() ? WORDS.yesterday : formatDay(at);
}

/** Only the assistant's last message offers its replies, and only until the customer has said something. */
export function currentReplies(entries: readonly Entry[]): { key: string; buttons: Button[] } {
  const said = entries.filter(({ message, state }) => message.author !== "system" && state !== "failed");
  const { author, id, buttons } = said.at(-1)?.message ?? {};
  return author === "assistant" && buttons ? { key: `${id}`, buttons } : { key: "", buttons: [] };
}
