// The customer's phone, as far as the demonstration needs one: shows what the bank has sent, newest first.

import { button, h } from "../shared/dom.ts";
import { CHECK, COPY, icon } from "../shared/icons.ts";
import { formatTime } from "../shared/format.ts";
import { call } from "../shared/http.ts";
import type { PhoneMessage } from "../shared/protocol.ts";

const COPIED_MILLISECONDS = 2_000;

export class Phone {
  readonly #list = document.querySelector("#phone-list")!;
  readonly #empty = document.querySelector<HTMLElement>("#phone-empty")!;
  readonly #shown = new Set<PhoneMessage["id"]>();

  async refresh(): Promise<void> {
    document.querySelector("#phone-time")!.textContent = formatTime(new Date().toISOString());
    const { messages } = await call<{ messages: PhoneMessage[] }>("GET", "/api/phone");
    const isFirst = this.#shown.size === 0 && this.#list.childElementCount === 0;
    const oldestFirst = [...messages].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    for (const message of oldestFirst) {
      if (this.#shown.has(message.id)) continue;
      this.#shown.add(message.id);
      this.#list.prepend(draw(message, !isFirst));
    }
    this.#empty.hidden = this.#shown.size > 0;
  }

  clear(): void {
    this.#shown.clear();
    this.#list.replaceChildren();
    this.#empty.hidden = false;
  }
}

function draw({ text, code, at }: PhoneMessage, isNew: boolean): HTMLElement {
  return h(
    "li",
    { class: isNew ? "new" : "" },
    h("p", { class: "sms", dir: "auto" }, text),
    code !== null && drawCopy(code),
    h("span", { class: "sms-at" }, formatTime(at)),
  );
}

function drawCopy(code: string): HTMLElement {
  const word = h("span", { "aria-live": "polite" }, "Copy code");
  const sign = h("span", { class: "sign" }, icon(COPY));
  const copyAndSay = async (): Promise<void> => {
    const done = await copy(code);
    word.textContent = done ? "Copied" : "Select it";
    sign.replaceChildren(icon(done ? CHECK : COPY));
    setTimeout(() => {
      word.textContent = "Copy code";
      sign.replaceChildren(icon(COPY));
    }, COPIED_MILLISECONDS);
  };
  return button("copy", () => void copyAndSay(), sign, word, h("bdi", {}, code));
}

/** Browsers lend the clipboard to secure pages alone; elsewhere a selected field does. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h("input", { class: "spoken", readonly: true, value: text });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
