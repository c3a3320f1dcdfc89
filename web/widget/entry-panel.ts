// Where something secret is entered: a one-time code, a new PIN. It shows exactly what it is for, and what is entered
// goes to the gateway by a call of its own, never into the conversation.

import { h, iconButton } from "../shared/dom.ts";
import { CLOSE, LOCK, icon } from "../shared/icons.ts";
import { sentenceOf } from "../shared/http.ts";
import type { Message } from "../shared/protocol.ts";
import { drawFacts } from "../shared/data.ts";
import type { EntryRequest } from "./requests.ts";
import { WORDS } from "./words.ts";

/** again: another try is taken · over: no more tries. */
export interface Verdict {
  result: "accepted" | "again" | "over";
  sentence: string;
  messages: Message[];
}

export interface Field {
  label: string;
  attributes: Record<string, string | number>;
}

/** What one kind of request asks for. */
export interface EntryForm {
  heading: string;
  submit: string;
  hint: string;
  fields: readonly Field[];
  /** What is wrong with what was entered, or null. */
  complaint: (values: readonly string[]) => string | null;
  enter: (value: string) => Promise<Verdict>;
  /** True for a message that looks like what belongs here. */
  belongsHere: (text: string) => boolean;
  notInChat: string;
}

export interface EntryPanelHandlers {
  form: (request: EntryRequest) => EntryForm;
  answered: (verdict: Verdict) => void;
  closed: () => void;
}

interface Shown {
  request: EntryRequest;
  form: EntryForm;
  inputs: HTMLInputElement[];
  note: HTMLElement;
  submit: HTMLButtonElement;
}

export class EntryPanel {
  readonly element = h("section", { class: "entry", "aria-labelledby": "entry-heading", hidden: true });
  #shown: Shown | null = null;
  #isSending = false;
  /** Requests whose panel is done with, whatever the conversation still shows. */
  readonly #done = new Set<string>();

  constructor(readonly on: EntryPanelHandlers) {}

  get isOpen(): boolean {
    return this.#shown !== null;
  }

  /** Returns true when a panel has just come up. */
  show(request: EntryRequest | null): boolean {
    if (request === null) {
      // what is on its way is answered first
      if (!this.#isSending) this.#close();
      return false;
    }
    if (this.#shown !== null && key(this.#shown.request) === key(request)) return false;
    this.#close();
    if (this.#done.has(key(request)) || Date.parse(request.expires_at) <= Date.now()) return false;
    this.#draw(request);
    return true;
  }

  focus(): void {
    this.#shown?.inputs[0]?.focus();
  }

  /** True when this was about to be sent as a message and belongs here; a code is then put into its field. */
  catches(text: string): boolean {
    if (this.#shown === null || !this.#shown.form.belongsHere(text)) return false;
    const { form, inputs } = this.#shown;
    if (inputs.length === 1) inputs[0]!.value = text;
    this.#complain(form.notInChat);
    this.focus();
    return true;
  }

  #draw(request: EntryRequest): void {
    const form = this.on.form(request);
    const inputs = form.fields.map(({ attributes }, place) =>
      h("input", {
        id: `entry-${place}`,
        inputmode: "numeric",
        dir: "ltr",
        spellcheck: "false",
        "aria-describedby": "entry-note entry-hint",
        ...attributes,
      }),
    );
    const note = h("p", { id: "entry-note", class: "note", role: "alert" });
    const submit = h("button", { type: "submit", class: "primary" }, form.submit);
    const rows = form.fields.flatMap(({ label }, place) => [
      h("label", { for: `entry-${place}` }, label),
      h("div", { class: "row" }, inputs[place], place === inputs.length - 1 && submit),
    ]);
    const onsubmit = (event: Event): void => {
      event.preventDefault();
      void this.#submit();
    };
    const close = iconButton(CLOSE, WORDS.entry.close, () => {
      this.#done.add(key(request));
      this.#close();
      this.on.closed();
    });
    this.element.replaceChildren(
      h("h3", { id: "entry-heading" }, icon(LOCK), form.heading),
      close,
      drawFacts(request.summary),
      h("form", { novalidate: true, onsubmit }, ...rows, note, h("p", { id: "entry-hint", class: "hint" }, form.hint)),
    );
    this.element.hidden = false;
    this.#shown = { request, form, inputs, note, submit };
  }

  async #submit(): Promise<void> {
    const shown = this.#shown;
    if (shown === null || this.#isSending) return;
    const values = shown.inputs.map(({ value }) => value.replaceAll(/\D/g, ""));
    const complaint = shown.form.complaint(values);
    if (complaint !== null) {
      this.#complain(complaint);
      this.focus();
      return;
    }
    shown.submit.disabled = this.#isSending = true;
    try {
      this.#take(shown, await shown.form.enter(values[0] ?? ""));
    } catch (error) {
      this.#isSending = shown.submit.disabled = false;
      if (this.#shown === shown) this.#complain(sentenceOf(error));
    }
  }

  #take(shown: Shown, verdict: Verdict): void {
    this.#isSending = false;
    for (const input of shown.inputs) {
      input.value = "";
      input.disabled = verdict.result === "over";
    }
    shown.submit.disabled = verdict.result === "over";
    if (verdict.result === "accepted") this.#done.add(key(shown.request));
    if (this.#shown === shown) {
      if (verdict.result === "accepted") this.#close();
      else this.#complain(verdict.sentence);
      if (verdict.result === "again") this.focus();
    }
    this.on.answered(verdict);
  }

  #complain(sentence: string): void {
    if (this.#shown === null) return;
    this.#shown.note.textContent = sentence;
    for (const input of this.#shown.inputs) input.ariaInvalid = "true";
  }

  #close(): void {
    this.#shown = null;
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}

/** A second code for the same order is another request. */
function key({ kind, order, expires_at }: EntryRequest): string {
  return `${kind} ${order} ${expires_at}`;
}
