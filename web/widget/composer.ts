// Where a message is written: grows with its text, Enter sends, Shift and Enter begin a new line.

import { h } from "../shared/dom.ts";
import { SEND, icon } from "../shared/icons.ts";
import { WORDS } from "./words.ts";

/** Characters, as the gateway counts them: code points. */
export const MESSAGE_LIMIT = 2_000;
const COUNTER_FROM = 1_800;
const TALLEST_PIXELS = 160;
const TYPING_AGAIN_MILLISECONDS = 3_000;
const TYPING_ENDS_MILLISECONDS = 5_000;

export interface ComposerHandlers {
  /** False keeps the text where it is. */
  send: (text: string) => boolean;
  typing: (on: boolean) => void;
}

export class Composer {
  readonly element: HTMLFormElement;
  readonly #input: HTMLTextAreaElement;
  readonly #counter: HTMLElement;
  readonly #button: HTMLButtonElement;
  #typingSince = 0;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly on: ComposerHandlers) {
    this.#input = h("textarea", {
      rows: 1,
      dir: "auto",
      "aria-label": WORDS.composer,
      "aria-describedby": "counter",
      placeholder: WORDS.placeholder,
      autocomplete: "off",
      enterkeyhint: "send",
      oninput: () => this.#changed(),
      onkeydown: (event) => this.#key(event as KeyboardEvent),
    });
    this.#counter = h("span", { id: "counter", class: "counter", "aria-live": "polite" });
    this.#button = h(
      "button",
      { type: "submit", class: "send", "aria-label": WORDS.send, title: WORDS.send, disabled: true },
      icon(SEND),
    );
    this.element = h(
      "form",
      {
        class: "composer",
        onsubmit: (event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      this.#input,
      this.#counter,
      this.#button,
    );
  }

  get isEmpty(): boolean {
    return this.#input.value.trim() === "";
  }

  focus(): void {
    this.#input.focus();
  }

  clear(): void {
    this.#input.value = "";
    this.#changed();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    const text = this.#input.value.trim();
    if (text === "" || length(text) > MESSAGE_LIMIT) return;
    if (!this.on.send(text)) return;
    this.clear();
  }

  #changed(): void {
    const count = length(this.#input.value.trim());
    const over = count - MESSAGE_LIMIT;
    this.#button.disabled = count === 0 || over > 0;
    this.#counter.textContent = count < COUNTER_FROM ? "" : over > 0 ? WORDS.tooLong(over) : WORDS.left(-over);
    this.#counter.classList.toggle("over", over > 0);
    this.#input.setAttribute("aria-invalid", String(over > 0));
    this.#input.style.height = "auto";
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, TALLEST_PIXELS)}px`;
    this.#tellTyping(count > 0);
  }

  #tellTyping(on: boolean): void {
    clearTimeout(this.#typingEnds);
    if (on) this.#typingEnds = setTimeout(() => this.#tellTyping(false), TYPING_ENDS_MILLISECONDS);
    const now = Date.now();
    if (on ? now - this.#typingSince < TYPING_AGAIN_MILLISECONDS : this.#typingSince === 0) return;
    this.#typingSince = on ? now : 0;
    this.on.typing(on);
  }
}

function length(text: string): number {
  return [...text].length;
}
