// Where a one-time code is entered. It goes to the gateway by a call of its own and never into the conversation.

import { h, iconButton } from "../shared/dom.ts";
import { CLOSE, LOCK, icon } from "../shared/icons.ts";
import { formatTime } from "../shared/format.ts";
import { sentenceOf } from "../shared/http.ts";
import type { CodeAnswer, CodeRequest } from "../shared/protocol.ts";
import { drawFacts } from "../shared/data.ts";
import type { Entry } from "./thread.ts";
import { WORDS } from "./words.ts";

const CODE_DIGITS = 6;

/** The code request that still waits for its code, or null. A later word on the same order, or a newer request, ends it. */
export function openRequest(entries: readonly Entry[], now = Date.now()): CodeRequest | null {
  for (const { message } of [...entries].reverse()) {
    const { data } = message;
    if (data?.kind === "order" && data.state !== "confirmed") return null;
    if (data?.kind === "code_request") return Date.parse(data.expires_at) > now ? data : null;
  }
  return null;
}

/** True for what looks like a code written into the conversation: six digits and nothing else. */
export function looksLikeCode(text: string): boolean {
  return /^\d{6}$/.test(text.replaceAll(/[\s.-]/g, ""));
}

export interface CodePanelHandlers {
  enter: (order: string, code: string) => Promise<CodeAnswer>;
  answered: (answer: CodeAnswer) => void;
  closed: () => void;
}

export class CodePanel {
  readonly element = h("section", { class: "code", "aria-labelledby": "code-heading", hidden: true });
  #request: CodeRequest | null = null;
  #input = h("input");
  #note = h("p");
  #confirm = h("button");
  /** Orders whose panel is done with, whatever the conversation still shows. */
  readonly #done = new Set<string>();

  constructor(readonly on: CodePanelHandlers) {}

  get isOpen(): boolean {
    return this.#request !== null;
  }

  /** Returns true when a panel has just come up. */
  show(request: CodeRequest | null): boolean {
    if (request !== null && this.#done.has(key(request))) request = null;
    if (request === null) {
      // an answer that ended badly stays readable until it is closed
      if (!this.#confirm.disabled) this.#close();
      return false;
    }
    if (this.#request !== null && key(this.#request) === key(request)) return false;
    this.#request = request;
    this.#draw(request);
    return true;
  }

  focus(): void {
    this.#input.focus();
  }

  /** A code that was about to be sent as a message. */
  catch(code: string): void {
    this.#input.value = code;
    this.#say(WORDS.code.notInChat, true);
    this.focus();
  }

  #draw(request: CodeRequest): void {
    this.#input = h("input", {
      id: "code",
      type: "text",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      maxlength: 12,
      dir: "ltr",
      spellcheck: "false",
      "aria-describedby": "code-note code-hint",
    });
    this.#note = h("p", { id: "code-note", class: "note", role: "alert" });
    this.#confirm = h("button", { type: "submit", class: "primary" }, WORDS.code.confirm);
    const form = h(
      "form",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          void this.#submit(request);
        },
      },
      h("label", { for: "code" }, WORDS.code.label),
      h("div", { class: "row" }, this.#input, this.#confirm),
      this.#note,
      h("p", { id: "code-hint", class: "hint" }, WORDS.code.hint(formatTime(request.expires_at))),
    );
    const close = iconButton(CLOSE, WORDS.code.close, () => {
      this.#done.add(key(request));
      this.#close();
      this.on.closed();
    });
    this.element.replaceChildren(
      h("h3", { id: "code-heading" }, icon(LOCK), WORDS.code.heading),
      close,
      drawFacts(request.summary),
      form,
    );
    this.element.hidden = false;
  }

  async #submit(request: CodeRequest): Promise<void> {
    const code = this.#input.value.replaceAll(/\D/g, "");
    if (code.length !== CODE_DIGITS) {
      this.#say(WORDS.code.incomplete, true);
      this.focus();
      return;
    }
    this.#confirm.disabled = true;
    try {
      const answer = await this.on.enter(request.order, code);
      this.#take(request, answer);
    } catch (error) {
      this.#confirm.disabled = false;
      this.#say(sentenceOf(error), true);
    }
  }

  #take(request: CodeRequest, answer: CodeAnswer): void {
    this.#input.value = "";
    if (answer.result === "wrong") {
      this.#confirm.disabled = false;
      this.#say(WORDS.code.wrong(answer.remaining), true);
      this.focus();
    } else if (answer.result === "accepted") {
      this.#done.add(key(request));
      this.#close();
    } else {
      this.#input.disabled = true;
      this.#say(WORDS.code[answer.result], true);
    }
    this.on.answered(answer);
  }

  #say(sentence: string, isError: boolean): void {
    this.#note.textContent = sentence;
    this.#input.setAttribute("aria-invalid", String(isError));
  }

  #close(): void {
    if (this.#request === null) return;
    this.#request = null;
    this.#confirm.disabled = false;
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}

/** A second code for the same order is another request. */
function key({ order, expires_at }: CodeRequest): string {
  return `${order} ${expires_at}`;
}
