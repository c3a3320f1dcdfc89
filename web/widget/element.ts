// <teller-chat>: the widget's frame. Puts connection, thread and views together; each of them knows nothing of the others.

import { button, h, iconButton } from "../shared/dom.ts";
import { call } from "../shared/http.ts";
import { AGAIN, CHAT, DOWNLOAD, MINIMISE, PERSON, icon } from "../shared/icons.ts";
import type { ChatEvent, Session, Status } from "../shared/protocol.ts";
import dark from "../shared/dark.css";
import tokens from "../shared/tokens.css";
import { Composer } from "./composer.ts";
import { Connection } from "./connection.ts";
import { EntryPanel, type Verdict } from "./entry-panel.ts";
import { Log } from "./log.ts";
import { forget, rememberedPanel, rememberedUnsent, rememberPanel, rememberUnsent } from "./memory.ts";
import { Menu } from "./menu.ts";
import { codeForm, openRequest, pinForm } from "./requests.ts";
import { Thread } from "./thread.ts";
import { saveTranscript } from "./transcript.ts";
import looks from "./widget.css";
import { WORDS } from "./words.ts";

const TYPING_ENDS_MILLISECONDS = 15_000;
const FOCUSABLE = "button, textarea, input, a[href], summary, [tabindex='0']";
/** As in widget.css: the panel then covers the page. */
const FULL_SCREEN = "(max-width: 640px)";
const SCHEMES = { light: "not all", dark: "all", auto: "(prefers-color-scheme: dark)" } as const;

export class TellerChat extends HTMLElement {
  static observedAttributes = ["heading", "scheme"];

  readonly #thread = new Thread();
  readonly #darkSheet = sheetOf(dark, SCHEMES.auto);
  readonly #log = new Log(
    (reply) => this.#send(reply.title, reply.payload),
    (entry) => {
      this.#thread.retry(entry);
      this.#deliver();
    },
    { base: () => this.#base, signIn: () => this.#wantSignIn() },
  );
  readonly #composer = new Composer({
    send: (text) => this.#compose(text),
    typing: (on) => {
      if (this.#state.status !== "assistant") this.#connection?.typing(on);
    },
  });
  readonly #entry = new EntryPanel({
    form: (request) =>
      request.kind === "code_request"
        ? codeForm(request, (code) => this.#connect().enterCode(request.order, code))
        : pinForm(request, (pin) => this.#connect().enterSecret(request.order, pin)),
    answered: (verdict) => this.#answered(verdict),
    closed: () => this.#composer.focus(),
  });
  readonly #menu = new Menu([
    { label: WORDS.talkToPerson, icon: PERSON, run: () => this.say(WORDS.talkToPerson) },
    { label: WORDS.startOver, icon: AGAIN, run: () => this.say(WORDS.startOver) },
    { label: WORDS.download, icon: DOWNLOAD, run: () => saveTranscript(this.#heading, this.#messages) },
  ]);
  readonly #title = h("h2", { id: "title" });
  readonly #subtitle = h("p", { class: "subtitle" });
  readonly #status = h("p", { class: "status", role: "status", hidden: true });
  readonly #badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
  readonly #launcher: HTMLButtonElement;
  readonly #panel: HTMLElement;

  #connection: Connection | null = null;
  #state: { status: Status; position: number | null; name: string | null } = { status: "assistant", position: null, name: null };
  #typingEnds: ReturnType<typeof setTimeout> | undefined;
  /** The newest message a person has had before their eyes. */
  #seenId = 0;
  #hasHistory = false;

  constructor() {
    super();
    this.#launcher = button("launcher", () => this.open(), icon(CHAT), WORDS.heading, this.#badge);
    this.#launcher.ariaHasPopup = "dialog";
    const close = iconButton(MINIMISE, WORDS.close, () => this.close());
    this.#panel = h(
      "section",
      { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      h("div", { class: "head" }, h("div", { class: "names" }, this.#title, this.#subtitle), this.#menu.element, close),
      this.#status,
      this.#log.element,
      this.#entry.element,
      this.#composer.element,
    );
    this.#panel.addEventListener("keydown", (event) => this.#key(event));
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheetOf(tokens), this.#darkSheet, sheetOf(looks)];
    root.append(this.#launcher, this.#panel);
  }

  connectedCallback(): void {
    this.#drawState();
    visualViewport?.addEventListener("resize", this.#fit);
    const panel = rememberedPanel();
    if (panel === "open") this.#show(true);
    if (panel !== null) this.#connect();
  }

  disconnectedCallback(): void {
    visualViewport?.removeEventListener("resize", this.#fit);
    this.#connection?.stop();
    this.#connection = null;
  }

  attributeChangedCallback(): void {
    const scheme = (this.getAttribute("scheme") ?? "auto") as keyof typeof SCHEMES;
    this.#darkSheet.media.mediaText = SCHEMES[scheme] ?? SCHEMES.auto;
    this.#drawState();
  }

  get isOpen(): boolean {
    return !this.#panel.hidden;
  }

  open(): void {
    if (!this.isOpen) {
      this.#show(true);
      this.#connect();
      this.#tell("teller-open");
    }
    if (this.#entry.isOpen) this.#entry.focus();
    else this.#composer.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#show(false);
    this.#launcher.focus();
    this.#tell("teller-close");
  }

  /** Sends a message as if the customer had written it. */
  say(text: string): void {
    this.open();
    this.#send(text);
  }

  /** Takes the token in which the bank's site says who its customer is; the conversation goes on. Throws `Refusal`. */
  async signIn(token: string): Promise<Session> {
    const session = await call<Session>("POST", `${this.#base}/api/sign-in`, { token });
    this.#connection?.stop();
    this.#connection?.start();
    return session;
  }

  /** Ends the session, or all of this customer's; nothing of the conversation stays here. Throws `Refusal`. */
  async signOut({ everywhere = false } = {}): Promise<void> {
    await call("POST", `${this.#base}/api/sign-out`, { everywhere });
    this.#reset();
  }

  #reset(): void {
    this.#connection?.stop();
    this.#connection = null;
    forget();
    this.#thread.clear();
    this.#composer.clear();
    this.#seenId = 0;
    this.#hasHistory = false;
    this.#state = { status: "assistant", position: null, name: null };
    this.#show(false);
    this.#changed();
  }

  get #heading(): string {
    return this.getAttribute("heading") ?? WORDS.heading;
  }

  get #base(): string {
    return this.getAttribute("base") ?? "";
  }

  get #messages() {
    return this.#thread.entries.map(({ message }) => message);
  }

  #connect(): Connection {
    if (this.#connection !== null) return this.#connection;
    this.#connection = new Connection(this.#base, this.#thread, {
      session: (session) => this.#belong(session.conversation, session),
      event: (event) => this.#receive(event),
      line: () => this.#changed(),
    });
    this.#connection.start();
    this.#drawState();
    return this.#connection;
  }

  #belong(conversation: string, { status, customer }: Pick<Session, "status" | "customer">): void {
    this.#panel.classList.toggle("signed-in", customer !== null);
    const isFirst = this.#thread.conversation === null;
    if (this.#thread.belongTo(conversation)) {
      this.#hasHistory = false;
      this.#notice(WORDS.ended);
    }
    if (isFirst) for (const { id, text, payload } of rememberedUnsent(conversation)) this.#thread.say(text, payload, id);
    if (status !== this.#state.status) this.#state = { status, position: null, name: null };
  }

  #receive(event: ChatEvent): void {
    switch (event.type) {
      case "hello":
        this.#belong(event.conversation, event);
        this.#thread.merge(event.messages);
        this.#state = { status: event.status, position: event.position, name: event.name ?? null };
        break;
      case "message":
        this.#thread.merge([event.message]);
        if (event.message.author !== "customer") this.#showTyping(null);
        break;
      case "typing":
        this.#showTyping(event.on ? (event.author === "staff" ? this.#staffName : WORDS.assistant) : null);
        return;
      case "status":
        this.#state = { status: event.status, position: event.position, name: event.name ?? this.#state.name };
        this.#tell("teller-status", this.#state);
        break;
      case "ack":
        this.#thread.acknowledge(event.id);
        break;
      case "error":
        this.#thread.refuse(event.id, event.sentence);
        this.#showTyping(null);
        break;
      case "phone":
        this.#tell("teller-phone");
        return;
      default:
        return;
    }
    this.#changed();
  }

  /** False when the text stays in the composer. */
  #compose(text: string): boolean {
    if (this.#entry.catches(text)) {
      this.#composer.clear();
      return false;
    }
    this.#send(text);
    return true;
  }

  #send(text: string, payload: string | null = null): void {
    this.#thread.say(text, payload);
    this.#deliver();
    if (payload !== null) this.#log.focus();
  }

  #deliver(): void {
    this.#changed();
    this.#connect().deliver();
  }

  #answered({ messages, result }: Verdict): void {
    this.#thread.merge(messages);
    this.#changed();
    if (result === "accepted") this.#composer.focus();
  }

  /** Signing in is the page's own matter. */
  #wantSignIn(): void {
    if (matchMedia(FULL_SCREEN).matches) this.close();
    this.#tell("teller-sign-in");
  }

  #notice(text: string): void {
    const at = new Date().toISOString();
    this.#thread.merge([{ id: -1, author: "system", name: null, text, buttons: [], data: null, at, client_id: null }]);
  }

  /** After anything that may have changed the thread, the line or the state. */
  #changed(): void {
    const { conversation, entries, lastId } = this.#thread;
    if (conversation !== null) rememberUnsent(conversation, this.#thread.unsent());
    const line = this.#connection?.line ?? "connecting";
    if (!this.#hasHistory) {
      // what was there before this page is not news
      this.#hasHistory = lastId > 0;
      if (!this.isOpen && rememberedPanel() !== null) this.#seenId = lastId;
    }
    if (this.isOpen) this.#seenId = lastId;
    this.#log.render(entries, line === "live" || line === "polling");
    const isAsked = this.#entry.show(openRequest(entries));
    if (isAsked && this.#panel.contains(this.#focused) && this.#composer.isEmpty) this.#entry.focus();
    this.#drawState();
  }

  #drawState(): void {
    const { status, position } = this.#state;
    const line = this.#connection?.line ?? null;
    this.#title.textContent = this.#heading;
    this.#subtitle.textContent = status === "staff" ? WORDS.staff(this.#staffName) : WORDS.automated;
    let text = "";
    if (line === "offline") text = WORDS.offline;
    else if (line === "connecting" && this.#thread.lastId > 0) text = WORDS.connecting;
    else if (status === "waiting") text = WORDS.waiting(position);
    else if (status === "staff") text = WORDS.talking(this.#staffName);
    if (this.#status.textContent !== text) this.#status.textContent = text;
    this.#status.hidden = text === "";
    this.#status.className = `status ${line === "offline" ? "offline" : status}`;
    this.#drawUnread();
  }

  #drawUnread(): void {
    const news = this.#thread.entries.filter(({ message }) => message.author !== "customer" && message.id > this.#seenId);
    const count = this.isOpen ? 0 : news.length;
    this.#launcher.ariaLabel = count > 0 ? WORDS.openUnread(count) : WORDS.open;
    this.#badge.hidden = count === 0;
    if (this.#badge.textContent !== String(count)) {
      this.#badge.textContent = String(count);
      this.#tell("teller-unread", { count });
    }
  }

  get #staffName(): string {
    const last = [...this.#messages].reverse().find(({ author }) => author === "staff");
    return this.#state.name ?? last?.name ?? WORDS.person;
  }

  #showTyping(name: string | null): void {
    clearTimeout(this.#typingEnds);
    this.#log.showTyping(name);
    if (name !== null) this.#typingEnds = setTimeout(() => this.#log.showTyping(null), TYPING_ENDS_MILLISECONDS);
  }

  #show(open: boolean): void {
    this.#panel.hidden = !open;
    this.#launcher.hidden = open;
    this.#launcher.ariaExpanded = String(open);
    this.toggleAttribute("data-open", open);
    if (open || this.#connection !== null) rememberPanel(open ? "open" : "closed");
    if (open) {
      this.#seenId = this.#thread.lastId;
      this.#fit();
      this.#panel.ariaModal = String(matchMedia(FULL_SCREEN).matches);
      this.#log.scrollToEnd();
    }
    this.#drawUnread();
  }

  /** Keeps the full-screen panel above a phone's keyboard. */
  #fit = (): void => {
    this.#panel.style.setProperty("--seen-height", `${visualViewport?.height ?? innerHeight}px`);
  };

  get #focused(): Element | null {
    return this.shadowRoot?.activeElement ?? null;
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      const stops = [...this.#panel.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
        (stop) => stop.tabIndex >= 0 && !stop.matches(":disabled") && stop.offsetParent !== null,
      );
      const edge = event.shiftKey ? stops[0] : stops.at(-1);
      if (this.#focused !== edge) return;
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
    }
  }

  #tell(name: string, detail: unknown = null): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function sheetOf(text: string, media = "all"): CSSStyleSheet {
  const sheet = new CSSStyleSheet({ media });
  sheet.replaceSync(text);
  return sheet;
}
