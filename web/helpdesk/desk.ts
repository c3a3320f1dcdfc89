// The helpdesk's page: staff sign-in, the queue and one open conversation, kept live.

import { button, h } from "../shared/dom.ts";
import { KEYBOARD, icon } from "../shared/icons.ts";
import { call, Refusal, sentenceOf } from "../shared/http.ts";
import { newId } from "../shared/id.ts";
import { Live } from "../shared/live.ts";
import type { DeskEvent, Handover, Message } from "../shared/protocol.ts";
import { listenForAudit, showAudit } from "./audit.ts";
import { listenForCases, showCases } from "./cases.ts";
import { Conversation, type Pending } from "./conversation.ts";
import { showPeople } from "./people.ts";
import { drawQueue, type Queue } from "./queue.ts";
import { clearSignIn, listenForSignIn, type Me } from "./sign-in.ts";
import { listenForShortcuts, setShortcuts, shortcutsAreOn } from "./shortcuts.ts";

const VIEWS = ["console", "audit", "people", "nothing-here"];
const QUEUE_AGAIN_MILLISECONDS = 20_000;

type Id = Handover["id"];
type DeskRequest = { type: "typing"; handover: Id; on: boolean };

interface Opened {
  handover: Handover;
  messages: Message[];
}

interface CannedReply {
  title: string;
  text: string;
}

const get = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

let me = "";
let permissions: string[] = [];
let queue: Queue = { waiting: [], mine: [] };
let selected: Id | null = null;
let lookingAt: Id | null = null;
const news = new Set<Id>();
const outbox = new Map<Id, Pending[]>();

const conversation = new Conversation({
  back: () => leave(),
  claim: () => void act("claim"),
  send: (text) => {
    if (selected !== null) void send(selected, text);
  },
  handBack: () => askHandBack(),
  cases: () => {
    if (selected !== null) void showCases(selected, permissions.includes("refund"));
  },
  canned: () => get<HTMLDialogElement>("canned").showModal(),
  typing: (on) => {
    if (selected !== null) live.send({ type: "typing", handover: selected, on });
  },
});

const live = new Live<DeskEvent, DeskRequest>(
  "/api/desk/live",
  {
    before: async () => {
      try {
        await call("GET", "/api/desk/me");
      } catch (error) {
        leaveIfSignedOut(error);
        throw error;
      }
    },
    open: () => {
      tellLine("");
      void catchUp();
    },
    event: hear,
    down: () => tellLine("No live line. Trying again…"),
  },
);

function tellLine(text: string): void {
  get("line").textContent = text;
}

function hear(event: DeskEvent): void {
  if (event.type === "queue") void fetchQueue();
  else if (event.type === "typing") {
    if (event.handover === selected) conversation.showTyping(event.on);
  } else if (event.handover === selected) {
    conversation.take([event.message], pendingOf(event.handover));
  } else if (event.message.author === "customer") {
    news.add(event.handover);
    draw();
  }
}

async function catchUp(): Promise<void> {
  await fetchQueue();
  if (selected !== null && !queue.others?.some(({ id }) => id === selected)) await open(selected);
  for (const id of outbox.keys()) void flush(id);
}

async function fetchQueue(): Promise<void> {
  try {
    queue = await call<Queue>("GET", "/api/desk/queue");
    draw();
  } catch (error) {
    leaveIfSignedOut(error);
  }
}

function draw(): void {
  drawQueue(queue, selected, news, (id) => (queue.others?.some((other) => other.id === id) ? lookIn(id) : void open(id)));
}

const pendingOf = (id: Id): readonly Pending[] => outbox.get(id) ?? [];

async function open(id: Id): Promise<void> {
  const isOther = selected !== id;
  selected = id;
  news.delete(id);
  get("console").dataset["view"] = "conversation";
  draw();
  try {
    const { handover, messages } = await call<Opened>("GET", `/api/desk/handovers/${id}`);
    if (selected !== id) return;
    conversation.show(handover, messages, pendingOf(id), me);
    if (isOther) conversation.canReply ? conversation.focusReply() : conversation.element.focus();
  } catch (error) {
    if (selected === id) failed(error);
  }
}

function failed(error: unknown): void {
  tellLine(sentenceOf(error));
  if (error instanceof Refusal && (error.status === 403 || error.status === 404)) leave();
}

function leave(): void {
  const last = selected;
  selected = null;
  conversation.showNothing();
  get("console").dataset["view"] = "queue";
  draw();
  document.querySelector<HTMLElement>(`[data-handover="${CSS.escape(String(last))}"]`)?.focus();
}

async function act(what: "claim" | "hand-back"): Promise<void> {
  const id = selected;
  if (id === null) return;
  try {
    const { handover, messages } = await call<Opened>("POST", `/api/desk/handovers/${id}/${what}`, {});
    if (what === "hand-back") leave();
    else if (selected === id) {
      conversation.show(handover, messages, pendingOf(id), me);
      conversation.focusReply();
    }
  } catch (error) {
    conversation.complain(sentenceOf(error));
  }
  await fetchQueue();
}

function askHandBack(): void {
  const dialog = get<HTMLDialogElement>("hand-back");
  dialog.returnValue = "";
  dialog.showModal();
}

async function send(id: Id, text: string): Promise<void> {
  outbox.set(id, [...pendingOf(id), { id: newId(), text, refusal: null }]);
  if (selected === id) conversation.take([], pendingOf(id));
  await flush(id);
}

const flushing = new Set<Id>();

/** Sends replies one after another; what nobody answered stays and goes out when the line is back. */
async function flush(id: Id): Promise<void> {
  if (flushing.has(id)) return;
  flushing.add(id);
  try {
    let next: Pending | undefined;
    while ((next = pendingOf(id).find(({ refusal }) => refusal === null)) !== undefined) await flushOne(id, next);
  } catch {
    tellLine("No connection. Your reply is kept and sent later.");
    setTimeout(() => void flush(id), QUEUE_AGAIN_MILLISECONDS / 4);
  } finally {
    flushing.delete(id);
  }
}

async function flushOne(id: Id, reply: Pending): Promise<void> {
  const others = () => pendingOf(id).filter((pending) => pending.id !== reply.id);
  try {
    const { messages } = await call<Opened>("POST", `/api/desk/handovers/${id}/messages`, { id: reply.id, text: reply.text });
    outbox.set(id, others());
    tellLine("");
    if (selected === id) conversation.take(messages, pendingOf(id));
  } catch (error) {
    if (!(error instanceof Refusal) || error.passing) throw error;
    outbox.set(id, [...others(), { ...reply, refusal: error.sentence }]);
    if (selected === id) conversation.take([], pendingOf(id));
  }
}

/** Moves through the list as it is drawn: those who wait, then mine. */
function step(by: 1 | -1): void {
  const ids = [...queue.waiting, ...queue.mine].map(({ id }) => id);
  if (ids.length === 0) return;
  const at = selected === null ? (by === 1 ? -1 : ids.length) : ids.indexOf(selected);
  const next = ids[(at + by + ids.length) % ids.length];
  if (next !== undefined) void open(next);
}

function escape(): void {
  const writing = document.activeElement;
  if (writing instanceof HTMLTextAreaElement) conversation.element.focus();
  else if (selected !== null) leave();
}

async function loadCanned(): Promise<void> {
  const dialog = get<HTMLDialogElement>("canned");
  const { replies } = await call<{ replies: CannedReply[] }>("GET", "/api/desk/canned");
  const choose = (text: string): void => {
    dialog.close();
    conversation.insert(text);
  };
  get("canned-list").replaceChildren(
    ...replies.map(({ title, text }) =>
      h("li", {}, button("item", () => choose(text), h("strong", {}, title), h("span", { class: "last" }, text))),
    ),
  );
}

/** An answer that is late, after a sign-out, must not clear what is typed into the form by then. */
function leaveIfSignedOut(error: unknown): void {
  if (error instanceof Refusal && error.status === 401 && me !== "") showSignIn();
}

function showSignIn(): void {
  live.stop();
  me = "";
  queue = { waiting: [], mine: [] };
  outbox.clear();
  news.clear();
  if (selected !== null) leave();
  draw();
  tellLine("");
  for (const id of [...VIEWS, "staff"]) get(id).hidden = true;
  get("sign-in-view").hidden = false;
  clearSignIn();
}

/** What the role is for: each has one view. */
function showView({ name, permissions: granted }: Me): void {
  me = name;
  permissions = granted;
  get("staff-name").textContent = name;
  get("sign-in-view").hidden = true;
  get("staff").hidden = false;
  const view = permissions.includes("serve")
    ? "console"
    : permissions.includes("read_audit")
      ? "audit"
      : permissions.includes("manage_staff")
        ? "people"
        : "nothing-here";
  get(view).hidden = false;
  get("shortcuts-open").hidden = view !== "console";
  if (view === "audit") void showAudit();
  if (view === "people") void showPeople(name);
  if (view !== "console") return;
  get("others-part").hidden = !permissions.includes("look_in");
  live.start();
  loadCanned().catch(() => {
    // replies can be written without them
  });
}

/** A conversation that is or was with somebody else: asks why first. */
function lookIn(id: Id): void {
  const dialog = get<HTMLDialogElement>("look-in");
  get<HTMLFormElement>("look-in-form").reset();
  get("look-in-note").textContent = "";
  lookingAt = id;
  dialog.showModal();
}

async function readWithReason(event: Event): Promise<void> {
  event.preventDefault();
  const dialog = get<HTMLDialogElement>("look-in");
  const id = lookingAt;
  if (id === null) return;
  const reason = get<HTMLTextAreaElement>("look-in-reason").value;
  try {
    const { handover, messages } = await call<Opened>("POST", `/api/desk/handovers/${id}/look-in`, { reason });
    dialog.close();
    selected = id;
    get("console").dataset["view"] = "conversation";
    draw();
    conversation.show(handover, messages, [], me);
    conversation.element.focus();
  } catch (error) {
    get("look-in-note").textContent = sentenceOf(error);
  }
}

async function begin(): Promise<void> {
  get("shortcuts-open").append(icon(KEYBOARD));
  listenForSignIn(showView);
  listenForAudit();
  listenForCases();
  get("look-in-form").addEventListener("submit", (event) => void readWithReason(event));
  get("look-in-cancel").addEventListener("click", () => get<HTMLDialogElement>("look-in").close());
  get("sign-out").addEventListener("click", () => {
    call("POST", "/api/desk/sign-out", {}).then(showSignIn, (error: unknown) => tellLine(sentenceOf(error)));
  });
  const shortcuts = get<HTMLDialogElement>("shortcuts");
  const switchOn = get<HTMLInputElement>("shortcuts-on");
  switchOn.checked = shortcutsAreOn();
  switchOn.addEventListener("change", () => setShortcuts(switchOn.checked));
  get("shortcuts-open").addEventListener("click", () => shortcuts.showModal());
  const handBack = get<HTMLDialogElement>("hand-back");
  handBack.addEventListener("close", () => {
    if (handBack.returnValue === "hand-back") void act("hand-back");
  });
  listenForShortcuts({
    j: () => step(1),
    k: () => step(-1),
    c: () => conversation.handover?.status === "waiting" && void act("claim"),
    r: () => conversation.focusReply(),
    "/": () => conversation.canReply && get<HTMLDialogElement>("canned").showModal(),
    b: () => conversation.canReply && askHandBack(),
    "?": () => shortcuts.showModal(),
    Escape: escape,
  });
  setInterval(() => !get("console").hidden && document.visibilityState === "visible" && void fetchQueue(), QUEUE_AGAIN_MILLISECONDS);
  try {
    showView(await call<Me>("GET", "/api/desk/me"));
  } catch (error) {
    showSignIn();
    if (!(error instanceof Refusal)) get("sign-in-note").textContent = sentenceOf(error);
  }
}

void begin();
