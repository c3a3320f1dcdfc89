// The cases of the customer whose conversation is open: how far each is, and moving one on, with a note and a reason.

import { h } from "../shared/dom.ts";
import { formatDay, formatMoment, formatMoney } from "../shared/format.ts";
import { call, sentenceOf } from "../shared/http.ts";
import { newId } from "../shared/id.ts";
import type { Handover, Money } from "../shared/protocol.ts";

interface State {
  id: string;
  words: string;
}

interface Case {
  number: string;
  kind: string;
  state: State;
  since: string;
  opened_on: string;
  answer_by: string;
  text: string;
  about: string | null;
  next: State[];
  steps: { state: State; at: string; by: string; note: string; told: boolean }[];
  refundable: Money | null;
  refunded: boolean;
}

const NOTE_LIMIT = 500;

const get = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

let handover: Handover["id"] = "";
let mayRefund = false;

export function listenForCases(): void {
  get("cases-close").addEventListener("click", () => get<HTMLDialogElement>("cases").close());
}

/** Opens the dialog; that the cases were seen is recorded by the gateway. */
export async function showCases(id: Handover["id"], refunds: boolean): Promise<void> {
  handover = id;
  mayRefund = refunds;
  get("cases-list").replaceChildren();
  get("cases-none").hidden = true;
  get<HTMLDialogElement>("cases").showModal();
  await keep(() => call<{ cases: Case[] }>("GET", path()));
}

const path = (): string => `/api/desk/handovers/${handover}/cases`;

async function keep(ask: () => Promise<{ cases: Case[] }>): Promise<void> {
  get("cases-note").textContent = "";
  try {
    const { cases } = await ask();
    get("cases-none").hidden = cases.length > 0;
    get("cases-list").replaceChildren(...cases.map(draw));
  } catch (error) {
    get("cases-note").textContent = sentenceOf(error);
    get("cases-note").scrollIntoView({ block: "nearest" });
  }
}

function draw(found: Case): HTMLElement {
  const { number, kind, state, since, answer_by, text, about, steps, refunded } = found;
  return h(
    "li",
    { class: "case" },
    h("h3", {}, h("bdi", {}, number), h("span", { class: "soft" }, `${kind}, ${state.words}`)),
    h("p", { class: "soft" }, `Since ${formatDay(since)}; answer by ${formatDay(answer_by)}`),
    about !== null && h("p", { dir: "auto" }, about),
    h("p", { class: "told", dir: "auto" }, text),
    refunded && h("p", {}, "The charge was given back."),
    steps.length > 0 &&
      h(
        "ol",
        { "aria-label": `Steps of ${number}` },
        ...steps.map(({ state: reached, at, by, note, told }) =>
          h(
            "li",
            {},
            h("time", { datetime: at }, formatMoment(at)),
            ` ${by}: ${reached.words}. `,
            h("bdi", {}, note),
            h("span", { class: "soft" }, told ? " (told)" : " (not told yet)"),
          ),
        ),
      ),
    found.next.length > 0 && drawForm(found),
  );
}

function drawForm({ number, next, refundable }: Case): HTMLElement {
  const key = newId(); // a form that is sent twice counts once
  const id = (name: string): string => `${name}-${number}`;
  const state = h("select", { id: id("state") }, ...next.map((each) => h("option", { value: each.id }, each.words)));
  const note = h("textarea", { id: id("note"), rows: 2, maxlength: NOTE_LIMIT, dir: "auto" });
  const reason = h("textarea", { id: id("reason"), rows: 2, maxlength: NOTE_LIMIT, required: true, dir: "auto" });
  const refund = h("input", { id: id("refund"), type: "checkbox" });
  const isOffered = mayRefund && refundable !== null;
  const offer = h("label", { class: "switch" }, refund, isOffered ? ` Give back ${formatMoney(refundable)}` : "");
  const adapt = (): void => {
    offer.hidden = !isOffered || state.value !== "resolved";
  };
  state.addEventListener("change", adapt);
  adapt();
  return h(
    "form",
    {
      class: "case-form",
      onsubmit: (event) => {
        event.preventDefault();
        void keep(() =>
          call<{ cases: Case[] }>("POST", path(), {
            id: key,
            number,
            state: state.value,
            note: note.value,
            reason: reason.value,
            refund: !offer.hidden && refund.checked,
          }),
        );
      },
    },
    h("label", { for: state.id }, "Next state"),
    state,
    h("label", { for: note.id }, "Note for the customer"),
    note,
    offer,
    h("label", { for: reason.id }, "Reason, for the record"),
    reason,
    h("button", { type: "submit", class: "primary" }, "Save"),
  );
}
