// The auditor's view: who did and saw what, when and why, the newest first.

import { h } from "../shared/dom.ts";
import { call, sentenceOf } from "../shared/http.ts";

interface Row {
  number: number;
  at: string;
  actor: string;
  role: string | null;
  event: string;
  about: string | null;
  conversation: string | null;
  reason: string;
}

const EVENTS: Record<string, string> = {
  signed_in: "Signed in",
  signed_out: "Signed out",
  sign_in_refused: "Sign-in refused",
  second_factor_set_up: "Set up the second factor",
  viewed: "Viewed a conversation",
  claimed: "Claimed a conversation",
  handed_back: "Handed a conversation back",
  cases_viewed: "Viewed a customer's cases",
  case_in_progress: "Took up a case",
  case_waiting: "Asked the customer in a case",
  case_resolved: "Resolved a case",
  case_rejected: "Rejected a case",
  case_refunded: "Resolved a case and gave the charge back",
  staff_added: "Added to staff",
  role_changed: "Role changed",
  staff_reset: "Access reset",
  staff_removed: "Removed from staff",
  audit_read: "Read this record",
  tested_as_customer: "Tested as a customer",
};
const SHORT_ID = 8;
const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

const get = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
let oldest: number | undefined;

export function listenForAudit(): void {
  get("audit-earlier").addEventListener("click", () => void showAudit(oldest));
}

/** Shows the newest rows, or adds those before a number. */
export async function showAudit(before?: number): Promise<void> {
  const note = get("audit-note");
  note.textContent = "";
  try {
    const { rows } = await call<{ rows: Row[] }>("GET", before === undefined ? "/api/desk/audit" : `/api/desk/audit?before=${before}`);
    const drawn = rows.map(draw);
    if (before === undefined) get("audit-rows").replaceChildren(...drawn);
    else get("audit-rows").append(...drawn);
    oldest = rows.at(-1)?.number;
    get("audit-earlier").hidden = oldest === undefined || oldest <= 1;
  } catch (error) {
    note.textContent = sentenceOf(error);
  }
}

function draw({ number, at, actor, role, event, about, conversation, reason }: Row): HTMLElement {
  const isCase = /^case_/.test(event);
  const what = conversation === null || isCase ? about : `${conversation.slice(0, SHORT_ID)}…`;
  const cell = (label: string, ...content: (Node | string)[]): HTMLElement => h("td", { "data-label": label }, ...content);
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, String(number)),
    cell("When", h("time", { datetime: at }, WHEN.format(new Date(at)))),
    cell("Who", h("bdi", {}, actor), ` ${role ?? ""}`),
    cell("What", EVENTS[event] ?? event),
    cell("About", h("bdi", {}, what ?? "–")),
    cell("Why", h("bdi", {}, reason || "–")),
  );
}
