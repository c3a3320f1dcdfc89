// The demo bank's page: signs a customer in and out, offers things to ask, and holds the phone beside the chat.

import { button, h } from "../shared/dom.ts";
import { call, sentenceOf } from "../shared/http.ts";
import type { Session } from "../shared/protocol.ts";
import type { TellerChat } from "../widget/element.ts";
import { Phone } from "./phone.ts";

interface SignIn {
  name: string;
  password: string;
  about: string;
}

const QUESTIONS = [
  "What's my balance?",
  "How much did I spend on groceries last month?",
  "Freeze my card",
  "Where is the nearest branch?",
];

const get = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const chat = document.querySelector<TellerChat>("teller-chat")!;
const form = get<HTMLFormElement>("sign-in");
const name = get<HTMLInputElement>("sign-in-name");
const password = get<HTMLInputElement>("sign-in-password");
const note = get("sign-in-note");
const phone = new Phone();

function show(customer: Session["customer"]): void {
  const isIn = customer !== null;
  get("sign-in-card").hidden = isIn;
  for (const id of ["who", "ask", "phone", "elsewhere"]) get(id).hidden = !isIn;
  get("name").textContent = customer?.first_name ?? "";
  get("headline").textContent = isIn ? `${greeting()}, ${customer.first_name}.` : "Banking, in your own words.";
  get("lead").hidden = isIn;
  document.body.classList.toggle("signed-in", isIn);
  if (isIn) refreshPhone();
  else phone.clear();
}

function greeting(hour = new Date().getHours()): string {
  if (hour < 5) return "Good evening";
  return hour < 12 ? "Good morning" : hour < 18 ? "Good afternoon" : "Good evening";
}

function refreshPhone(): void {
  phone.refresh().catch(() => {
    // the next message or page load asks again
  });
}

async function signIn(event: Event): Promise<void> {
  event.preventDefault();
  note.textContent = "";
  try {
    const signed = await call<{ token: string }>("POST", "/api/demo/sign-in", { name: name.value, password: password.value });
    const session = await chat.signIn(signed.token);
    form.reset();
    show(session.customer);
    get("main").focus();
  } catch (error) {
    note.textContent = sentenceOf(error);
    password.select();
  }
}

async function signOut(everywhere: boolean): Promise<void> {
  await chat.signOut({ everywhere });
  show(null);
  void offerSignIns();
  get("main").focus();
}

/** Demo only: a bank that is not one answers 404 here, and the form stays alone. */
async function offerSignIns(): Promise<void> {
  const { sign_ins } = await call<{ sign_ins: SignIn[] }>("GET", "/api/demo");
  const choices = sign_ins.map((demo) => {
    const fill = (event: Event): void => {
      name.value = demo.name;
      password.value = demo.password;
      for (const other of choices) other.ariaPressed = String(other === event.currentTarget);
      form.querySelector<HTMLButtonElement>("button[type=submit]")!.focus();
    };
    return button("choice", fill, h("strong", {}, demo.name), h("span", {}, demo.about));
  });
  get("demo-list").replaceChildren(...choices.map((choice) => h("li", {}, choice)));
  get("demo").hidden = choices.length === 0;
}

async function begin(): Promise<void> {
  get("ask-list").replaceChildren(
    ...QUESTIONS.map((text) => h("li", {}, button("choice", () => chat.say(text), text))),
  );
  form.addEventListener("submit", (event) => void signIn(event));
  for (const id of ["sign-out", "sign-out-everywhere"]) {
    const end = () => void signOut(id !== "sign-out").catch((error: unknown) => alert(sentenceOf(error)));
    get(id).addEventListener("click", end);
  }
  document.addEventListener("teller-phone", refreshPhone);
  document.addEventListener("teller-sign-in", () => name.focus());
  try {
    const session = await call<Session>("POST", "/api/session", {});
    show(session.customer);
    if (session.customer === null) await offerSignIns();
  } catch (error) {
    show(null);
    note.textContent = sentenceOf(error);
  }
}

void begin();
