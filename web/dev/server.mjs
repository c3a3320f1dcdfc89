// A stand-in for the gateway while the pages are worked on: `npm run dev`, then http://127.0.0.1:8090/ and /desk.
// It speaks the protocol of docs/architecture.md with scripted replies, one conversation per cookie, all in memory.
// Options: PORT=8090, NO_SOCKET=1 (refuses websockets, to try the plain way), DELAY=700 (milliseconds of "typing").
// Sign-ins: any demo customer below; staff "robin" with "robin". Any code but 123456 is wrong; three wrong ones lock.
// Say "balance", "groceries", "pay", "bars", "statement", "appointments", "upcoming", "pin", "private" or "branch" to see each kind.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { GREETING, RECEIPT, repliesTo } from "./replies.mjs";
import { accept } from "./websocket.mjs";

const { PORT = "8090", NO_SOCKET, DELAY = "700" } = process.env;
const STATIC = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "bot", "gateway", "static");
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml", json: "application/json" };
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const SIGN_INS = [
  { name: "mia", password: "demo-mia", about: "Salary, rent, two savings accounts" },
  { name: "tomas", password: "demo-tomas", about: "Freelance, a card abroad, a duplicate charge" },
  { name: "aiko", password: "demo-aiko", about: "Mortgage, a loan, three currencies" },
];
const CANNED = [
  { title: "Welcome", text: "Hello, you are now talking to a person. I have read what you wrote; one moment, please." },
  { title: "Never send codes", text: "Please do not write PINs, passwords or one-time codes here. We will never ask you for them." },
];

const ROBIN = { name: "Robin", role: "agent", permissions: ["serve"] };

const conversations = new Map();
const desk = new Set();
let lastId = Math.floor(Date.now() / 1000); // grows over restarts as well
let signedInStaff = null;

function conversationOf(id) {
  if (!conversations.has(id)) {
    conversations.set(id, { id, messages: [], sockets: new Set(), customer: null, status: "assistant", handover: null, tries: 3, phone: [], seen: new Set() });
    say(conversations.get(id), "assistant", GREETING);
  }
  return conversations.get(id);
}

function say(conversation, author, { text, buttons = [], data = null, name = null, client_id = null }) {
  const message = { id: ++lastId, author, name, text, buttons, data, at: new Date().toISOString(), client_id };
  conversation.messages.push(message);
  tell(conversation, { type: "message", message });
  if (conversation.handover) tellDesk({ type: "message", handover: conversation.id, message });
  return message;
}

const tell = (conversation, event) => conversation.sockets.forEach((socket) => socket.send(event));
const tellDesk = (event) => desk.forEach((socket) => socket.send(event));
const statusOf = ({ status }) => ({ status, position: status === "waiting" ? 2 : null, name: status === "staff" ? "Robin" : null });

function setStatus(conversation, status) {
  conversation.status = status;
  tell(conversation, { type: "status", ...statusOf(conversation) });
  tellDesk({ type: "queue" });
}

async function take(conversation, client_id, text, shown = text) {
  if (conversation.seen.has(client_id)) return;
  conversation.seen.add(client_id);
  say(conversation, "customer", { text: shown, client_id });
  if (conversation.status !== "assistant") return tellDesk({ type: "queue" });
  tell(conversation, { type: "typing", author: "assistant", on: true });
  await new Promise((resolve) => setTimeout(resolve, Number(DELAY)));
  const replies = repliesTo(text);
  if (replies === "person") {
    conversation.handover = { reason: "Asked for a person", since: new Date().toISOString() };
    say(conversation, "assistant", { text: "Of course. I have put you into the queue; a person will read what you wrote." });
    return setStatus(conversation, "waiting");
  }
  for (const reply of replies) say(conversation, "assistant", reply);
  if (replies[0].data?.kind === "code_request") {
    conversation.tries = 3;
    conversation.phone.push({ id: ++lastId, text: "Teller Demo Bank: your code to pay €60.00 to Mia Novak is 123456. Never tell it to anyone.", code: "123456", at: new Date().toISOString() });
    tell(conversation, { type: "phone" });
  }
}

function enterCode(conversation, code) {
  if (code === "123456") return { result: "accepted", remaining: conversation.tries, messages: [say(conversation, "assistant", RECEIPT)] };
  conversation.tries -= 1;
  if (conversation.tries > 0) return { result: "wrong", remaining: conversation.tries, messages: [] };
  return { result: "locked", remaining: 0, messages: [say(conversation, "assistant", { text: "The payment is stopped; nothing was sent." })] };
}

function enterSecret(conversation, order, secret) {
  if (secret === "1234") return { result: "weak", messages: [] };
  const data = { kind: "order", order, state: "executed", summary: [{ label: "Card", value: "Debit card …8488" }] };
  return { result: "accepted", messages: [say(conversation, "assistant", { text: "Done: your card has its new PIN.", data })] };
}

const session = (conversation) => ({ conversation: conversation.id, customer: conversation.customer, status: conversation.status });
const refuse = (status, sentence) => ({ status, body: { error: { code: "refused", sentence } } });

function handoverOf({ id, customer, handover, status, messages }) {
  return {
    id,
    customer: customer?.first_name ?? null,
    reason: handover.reason,
    summary: [
      { label: "Signed in", value: customer ? "Yes" : "No" },
      { label: "Last skill", value: "Pay someone" },
      { label: "Amount", value: "€60.00" },
    ],
    waiting_since: handover.since,
    status: status === "waiting" ? "waiting" : status === "staff" ? "claimed" : "closed",
    staff: status === "staff" ? "Robin" : null,
    last_text: messages.findLast(({ author }) => author === "customer")?.text ?? null,
  };
}

const customerCalls = {
  "POST /api/session": (conversation) => session(conversation),
  "POST /api/demo/sign-in": (_conversation, { name, password }) => {
    if (!SIGN_INS.some((demo) => demo.name === name && demo.password === password)) return refuse(401, "This name and password do not belong together.");
    return { token: name };
  },
  "POST /api/sign-in": (conversation, { token: name }) => {
    conversation.customer = { first_name: name[0].toUpperCase() + name.slice(1) };
    return session(conversation);
  },
  "POST /api/sign-out": (conversation) => {
    conversations.delete(conversation.id);
    conversation.sockets.forEach((socket) => socket.close());
  },
  "GET /api/conversation": (conversation) => ({ messages: conversation.messages, ...statusOf(conversation) }),
  "POST /api/messages": async (conversation, { id, text, press }) => {
    await take(conversation, id, text ?? press, text ?? press.slice(1));
    return { messages: conversation.messages.slice(-4), ...statusOf(conversation) };
  },
  "POST /api/code": (conversation, { code }) => enterCode(conversation, code),
  "POST /api/secret": (conversation, { order, secret }) => enterSecret(conversation, order, secret),
  "GET /api/phone": (conversation) => ({ messages: conversation.phone }),
  "GET /api/demo": () => ({ sign_ins: SIGN_INS, staff: [{ name: "robin", password: "robin", role: "agent" }] }),
};

const withHandover = () => [...conversations.values()].filter(({ handover }) => handover !== null);
const opened = (conversation) => ({ handover: handoverOf(conversation), messages: conversation.messages });
const deskCalls = {
  "GET /api/desk/me": () => ROBIN,
  "POST /api/desk/sign-out": () => void (signedInStaff = null),
  "GET /api/desk/canned": () => ({ replies: CANNED }),
  "GET /api/desk/queue": () => ({
    waiting: withHandover().filter(({ status }) => status === "waiting").map(handoverOf),
    mine: withHandover().filter(({ status }) => status === "staff").map(handoverOf),
  }),
};
const handoverCalls = {
  "": opened,
  claim: (conversation) => {
    say(conversation, "system", { text: "Robin has joined the conversation." });
    setStatus(conversation, "staff");
    return opened(conversation);
  },
  messages: (conversation, { text }) => {
    say(conversation, "staff", { text, name: "Robin" });
    return opened(conversation);
  },
  "hand-back": (conversation) => {
    say(conversation, "system", { text: "You are talking to the assistant again." });
    const answer = opened(conversation);
    conversation.handover = null;
    setStatus(conversation, "assistant");
    return answer;
  },
};

async function answer(request, url, body) {
  const name = `${request.method} ${url.pathname}`;
  if (name === "POST /api/desk/sign-in") {
    if (body.name !== "robin" || body.password !== "robin") return refuse(401, "This name and password do not belong together.");
    signedInStaff = "Robin";
    return { ...ROBIN, recovery_codes: [], recovery_codes_left: null };
  }
  if (url.pathname.startsWith("/api/desk/")) {
    if (signedInStaff === null) return refuse(401, "Please sign in.");
    if (deskCalls[name]) return deskCalls[name](body);
    const [, id, what = ""] = /handovers\/(\w+)(?:\/([\w-]+))?$/.exec(url.pathname) ?? [];
    return conversations.has(id) && handoverCalls[what] ? handoverCalls[what](conversations.get(id), body) : refuse(404, "There is no such conversation.");
  }
  return customerCalls[name]?.(conversationOf(cookieOf(request)), body) ?? (customerCalls[name] ? undefined : refuse(404, "There is nothing here."));
}

const cookieOf = (request) => /teller_dev=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? request.freshId;

async function serveFile(url, response) {
  const name = { "/": "index.html", "/desk": "desk.html" }[url.pathname] ?? url.pathname.replace(/^\/static\//, "");
  const content = /^[\w.-]+$/.test(name) ? await readFile(join(STATIC, name)).catch(() => null) : null;
  response.writeHead(content ? 200 : 404, { "content-type": TYPES[name.split(".").at(-1)] ?? "text/plain", "content-security-policy": CSP });
  response.end(content ?? "Not found");
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/")) return serveFile(url, response);
  if (!/teller_dev=/.test(request.headers.cookie ?? "")) {
    request.freshId = Math.random().toString(16).slice(2);
    response.setHeader("set-cookie", `teller_dev=${request.freshId}; Path=/; HttpOnly; SameSite=Strict`);
  }
  let raw = "";
  for await (const chunk of request) raw += chunk;
  const result = await answer(request, url, raw === "" ? {} : JSON.parse(raw));
  const status = result === undefined ? 204 : (result.body ? result.status : 200);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(result === undefined ? undefined : JSON.stringify(result.body ?? result));
});

server.on("upgrade", (request, socket) => {
  if (NO_SOCKET) return socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
  if (request.url === "/api/desk/live") return openDesk(request, socket);
  const conversation = conversationOf(cookieOf(request));
  const peer = accept(request, socket, {
    onText: (text) => hear(conversation, peer, JSON.parse(text)),
    onClose: () => conversation.sockets.delete(peer),
  });
  conversation.sockets.add(peer);
  peer.send({ type: "hello", conversation: conversation.id, customer: conversation.customer, ...statusOf(conversation), messages: conversation.messages });
});

function openDesk(request, socket) {
  const peer = accept(request, socket, {
    onText: (text) => {
      const { type, handover, on } = JSON.parse(text);
      if (type === "typing") tell(conversationOf(handover), { type: "typing", author: "staff", on });
    },
    onClose: () => desk.delete(peer),
  });
  desk.add(peer);
}

function hear(conversation, peer, event) {
  if (event.type === "ping") peer.send({ type: "pong" });
  else if (event.type === "typing") tellDesk({ type: "typing", handover: conversation.id, on: event.on });
  else if (event.type === "message" || event.type === "press") {
    const offered = conversation.messages.flatMap(({ buttons }) => buttons).find(({ payload }) => payload === event.payload);
    void take(conversation, event.id, event.text ?? event.payload, event.text ?? offered?.title ?? event.payload);
    peer.send({ type: "ack", id: event.id });
  } else if (event.type === "resume") {
    for (const message of conversation.messages) if (message.id > event.after) peer.send({ type: "message", message });
  }
}

server.listen(Number(PORT), "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}/  http://127.0.0.1:${PORT}/desk`));
