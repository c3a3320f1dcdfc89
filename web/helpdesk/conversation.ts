// One conversation at the desk: facts, transcript, and the reply while it is claimed.

import { drawData, drawFacts, wordsBeside } from "../shared/data.ts";
import { button, h, iconButton } from "../shared/dom.ts";
import { BACK, CHAT, icon } from "../shared/icons.ts";
import { End } from "../shared/end.ts";
import { formatAge, formatTime } from "../shared/format.ts";
import type { Handover, Message } from "../shared/protocol.ts";
import { NOBODY } from "./queue.ts";

/** As the gateway counts: code points. */
const REPLY_LIMIT = 2_000;
const TYPING_AGAIN_MILLISECONDS = 3_000;
const TYPING_SHOWN_MILLISECONDS = 8_000;

export interface Pending {
  id: string;
  text: string;
  /** Why it was refused; null while it is on its way. */
  refusal: string | null;
}

export interface ConversationHandlers {
  back: () => void;
  claim: () => void;
  send: (text: string) => void;
  handBack: () => void;
  cases: () => void;
  canned: () => void;
  typing: (on: boolean) => void;
}

export class Conversation {
  readonly element = document.getElementById("conversation")!;
  readonly #list = h("ol", { class: "transcript", role: "log", "aria-live": "polite", "aria-label": "Transcript" });
  readonly #scroller = h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Transcript" }, this.#list);
  readonly #typing = h("p", { class: "typing soft", role: "status" });
  readonly #note = h("p", { class: "note", role: "alert" });
  readonly #reply: HTMLTextAreaElement;
  readonly #form: HTMLFormElement;
  readonly #head = h("header", { class: "conversation-head" });
  readonly #facts = h("details", { class: "summary" });
  readonly #body: HTMLElement;
  readonly #end = new End(this.#scroller);
  readonly #messages = new Map<number, Message>();
  #handover: Handover | null = null;
  #isMine = false;
  #typingSince = 0;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly on: ConversationHandlers) {
    this.#reply = h("textarea", {
      rows: 2,
      dir: "auto",
      "aria-label": "Your reply",
      placeholder: "Write a reply",
      oninput: () => this.#written(),
      onkeydown: (event) => this.#key(event as KeyboardEvent),
    });
    this.#form = h(
      "form",
      {
        class: "reply",
        onsubmit: (event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      this.#reply,
      h(
        "div",
        { class: "reply-actions" },
        button("secondary", () => on.canned(), "Canned replies"),
        h("button", { type: "submit", class: "primary" }, "Send"),
      ),
    );
    this.#body = h("div", { class: "body" }, this.#scroller, this.#typing, this.#note, this.#form);
    this.showNothing();
  }

  get handover(): Handover | null {
    return this.#handover;
  }

  showNothing(): void {
    this.#handover = null;
    this.#messages.clear();
    this.element.replaceChildren(
      h(
        "div",
        { class: "empty" },
        icon(CHAT),
        h("p", {}, "Choose a conversation to read it."),
        h("p", { class: "soft" }, "New ones appear on the list by themselves, the longest waiting first."),
      ),
    );
  }

  /** Opens another conversation or brings the open one up to date. */
  show(handover: Handover, messages: readonly Message[], pending: readonly Pending[], me: string): void {
    const isOther = this.#handover?.id !== handover.id;
    if (isOther) {
      this.#messages.clear();
      this.#list.replaceChildren();
      this.#reply.value = "";
      this.showTyping(false);
    }
    this.complain("");
    this.#handover = handover;
    this.#isMine = handover.status === "claimed" && handover.staff === me;
    this.#frame(handover);
    this.take(messages, pending);
    if (isOther) this.#end.show();
  }

  /** Adds messages to the transcript; `pending` is what is still on its way. */
  take(messages: readonly Message[], pending: readonly Pending[]): void {
    for (const message of messages) this.#messages.set(message.id, message);
    if (messages.some(({ author }) => author === "customer")) this.showTyping(false);
    const kept = [...this.#messages.values()].sort((one, other) => one.id - other.id);
    const wanted = [
      ...kept.map((message) => ({ key: `${message.id}`, draw: () => drawMessage(message) })),
      ...pending.map((reply) => ({ key: `${reply.id} ${reply.refusal ?? ""}`, draw: () => drawPending(reply) })),
    ];
    const drawn = new Map([...this.#list.children].map((child) => [(child as HTMLElement).dataset["key"], child]));
    const elements = wanted.map(({ key, draw }) => {
      const element = drawn.get(key) ?? draw();
      (element as HTMLElement).dataset["key"] = key;
      return element;
    });
    for (const child of [...this.#list.children]) if (!elements.includes(child)) child.remove();
    elements.forEach((element, place) => {
      if (this.#list.children[place] !== element) this.#list.insertBefore(element, this.#list.children[place] ?? null);
    });
    this.#end.keep();
  }

  complain(sentence: string): void {
    this.#note.textContent = sentence;
  }

  focusReply(): void {
    if (this.#isMine) this.#reply.focus();
  }

  get canReply(): boolean {
    return this.#isMine;
  }

  /** Puts a canned reply where the cursor is. */
  insert(text: string): void {
    const { selectionStart, selectionEnd, value } = this.#reply;
    const gap = selectionStart > 0 && !/\s$/.test(value.slice(0, selectionStart)) ? " " : "";
    this.#reply.setRangeText(gap + text, selectionStart, selectionEnd, "end");
    this.#reply.focus();
    this.#written();
  }

  showTyping(on: boolean): void {
    clearTimeout(this.#typingEnds);
    this.#typing.textContent = on ? `${this.#handover?.customer ?? "The customer"} is typing…` : "";
    if (on) this.#typingEnds = setTimeout(() => this.showTyping(false), TYPING_SHOWN_MILLISECONDS);
  }

  #frame(handover: Handover): void {
    const { customer, reason, status, summary } = handover;
    const back = iconButton(BACK, "Back to the queue", () => this.on.back());
    back.classList.add("back");
    this.#head.replaceChildren(
      back,
      h(
        "div",
        { class: "titles" },
        h("h2", {}, h("bdi", {}, customer ?? NOBODY), h("span", { class: "soft" }, stateOf(handover))),
        h("p", { class: "soft", dir: "auto" }, reason),
      ),
    );
    if (status === "waiting") this.#head.append(button("primary", () => this.on.claim(), "Claim"));
    if (this.#isMine) {
      this.#head.append(
        button("secondary", () => this.on.cases(), "Cases"),
        button("secondary", () => this.on.handBack(), "Hand back"),
      );
    }
    this.#facts.replaceChildren(
      h("summary", {}, "What we know"),
      summary.length > 0 ? drawFacts(summary) : h("p", { class: "soft" }, "Nothing beyond the conversation."),
    );
    this.#form.hidden = !this.#isMine;
    if (!this.#body.isConnected) {
      this.#facts.open = matchMedia("(min-width: 1100px)").matches;
      this.element.replaceChildren(this.#head, this.#facts, this.#body);
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    }
  }

  #submit(): void {
    const text = this.#reply.value.trim();
    const over = [...text].length - REPLY_LIMIT;
    if (over > 0) return this.complain(`This is ${over} characters too long.`);
    if (text === "") return;
    this.complain("");
    this.#reply.value = "";
    this.#written();
    this.on.send(text);
  }

  #written(): void {
    this.#reply.style.height = "auto";
    this.#reply.style.height = `${Math.min(this.#reply.scrollHeight + 2, 200)}px`;
    const on = this.#reply.value !== "";
    if (on ? Date.now() - this.#typingSince < TYPING_AGAIN_MILLISECONDS : this.#typingSince === 0) return;
    this.#typingSince = on ? Date.now() : 0;
    this.on.typing(on);
  }
}

function stateOf({ status, staff, waiting_since }: Handover): string {
  if (status === "waiting") return `waiting since ${formatTime(waiting_since)} (${formatAge(waiting_since)})`;
  return status === "claimed" ? `with ${staff ?? "staff"}` : "closed";
}

const AUTHORS = { customer: "Customer", assistant: "Assistant", staff: "Staff", system: "" } as const;

function drawMessage({ author, name, text, at, data }: Message): HTMLElement {
  const who = author === "assistant" ? AUTHORS.assistant : (name ?? AUTHORS[author]);
  return h(
    "li",
    { class: `line-of ${author}` },
    author !== "system" && h("p", { class: "by" }, h("strong", { dir: "auto" }, who), h("time", { datetime: at }, formatTime(at))),
    text !== "" && h("p", { class: "said", dir: "auto" }, wordsBeside(text, data)),
    data && drawData(data),
  );
}

function drawPending({ text, refusal }: Pending): HTMLElement {
  return h(
    "li",
    { class: "line-of staff pending" },
    h("p", { class: "said", dir: "auto" }, text),
    h("p", { class: refusal === null ? "soft" : "note" }, refusal === null ? "Sending…" : `Not sent. ${refusal}`),
  );
}
