// What a message shows beside its words: tables, lists and receipts, readable by eye and by screen reader.

import { drawChart } from "./chart.ts";
import { drawDocument } from "./document.ts";
import { button, h, spoken } from "./dom.ts";
import { CHECK, PERSON, icon } from "./icons.ts";
import { formatDay, formatMoney } from "./format.ts";
import type { Accounts, Branches, Data, Fact, List, ListRow, Order, OrderState, TransactionRow, Transactions } from "./protocol.ts";

const WORDS = {
  transactions: "Transactions",
  accounts: "Accounts",
  branches: "Branches and machines",
  date: "Date",
  merchant: "Merchant",
  amount: "Amount",
  total: "Total",
  available: "available",
  away: (distance: string) => `${distance} away`,
  endingIn: (digits: string) => `ending in ${digits}`,
  signIn: "Sign in",
} as const;

const TRANSACTION_STATES: Record<TransactionRow["status"], string> = {
  booked: "Booked",
  pending: "Pending",
  declined: "Declined",
};

const ORDER_STATES: Record<OrderState, string> = {
  proposed: "Please check",
  confirmed: "Waiting for your code",
  authorised: "Scheduled",
  executed: "Done",
  failed: "Did not go through",
  cancelled: "Cancelled",
};

/** What a page lets its reader do with what a message shows; a page of staff lets them do nothing. */
export interface Deeds {
  /** The path before the gateway's own addresses. */
  base: () => string;
  signIn: () => void;
}

/** Null for kinds this page does not show: the message's text says the same. */
export function drawData(data: Data, deeds: Deeds | null = null): HTMLElement | null {
  switch (data.kind) {
    case "transactions":
      return drawTransactions(data);
    case "accounts":
      return drawAccounts(data);
    case "branches":
      return drawBranches(data);
    case "order":
      return drawOrder(data);
    case "list":
      return drawList(data);
    case "chart":
      return drawChart(data);
    case "document":
      return drawDocument(data, deeds?.base() ?? null);
    case "sign_in":
      return deeds && button("primary sign-in", deeds.signIn, icon(PERSON), WORDS.signIn);
    default:
      return null;
  }
}

/** A message's words where its rows are drawn: without the lines that say the rows once more. */
export function wordsBeside(text: string, data: Data | null): string {
  return data && ("rows" in data || "points" in data) ? text.replaceAll(/^• .*\n?/gm, "").trim() : text;
}

/** Facts as label and value, each value safe in either direction of writing. */
export function drawFacts(facts: readonly Fact[]): HTMLElement {
  return h(
    "dl",
    { class: "facts" },
    ...facts.map(({ label, value }) => h("div", {}, h("dt", {}, label), h("dd", { dir: "auto" }, value))),
  );
}

function drawTransactions({ rows, total }: Transactions): HTMLElement {
  const { date, merchant, amount } = WORDS;
  return h(
    "table",
    { class: "card transactions" },
    h("caption", { class: "spoken" }, WORDS.transactions),
    h(
      "thead",
      {},
      h("tr", {}, ...[date, merchant, amount].map((title) => h("th", { scope: "col" }, title))),
    ),
    h("tbody", {}, ...rows.map(drawTransaction)),
    total && h(
      "tfoot",
      {},
      h("tr", {}, h("th", { scope: "row", colspan: 2 }, WORDS.total), h("td", { class: "amount" }, formatMoney(total, true))),
    ),
  );
}

function drawTransaction({ date, merchant, amount, status }: TransactionRow): HTMLElement {
  const state = TRANSACTION_STATES[status] ?? status;
  return h(
    "tr",
    { class: status },
    h("td", { class: "day" }, h("time", { datetime: date }, formatDay(date))),
    h(
      "th",
      { scope: "row" },
      h("bdi", {}, merchant),
      " ",
      status === "booked" ? spoken(state) : h("span", { class: "tag" }, state),
    ),
    h("td", { class: amount.minor > 0 ? "amount in" : "amount" }, formatMoney(amount, true)),
  );
}

function drawAccounts({ rows }: Accounts): HTMLElement {
  return h(
    "ul",
    { class: "card accounts", "aria-label": WORDS.accounts },
    ...rows.map((row) =>
      h(
        "li",
        {},
        h(
          "span",
          { class: "name" },
          h("bdi", {}, row.name),
          h("span", { class: "digits" }, spoken(WORDS.endingIn(row.digits)), h("span", { "aria-hidden": "true" }, `…${row.digits}`)),
        ),
        h(
          "span",
          { class: "amount" },
          formatMoney(row.booked),
          row.available && h("small", {}, `${formatMoney(row.available)} ${WORDS.available}`),
        ),
      ),
    ),
  );
}

function drawBranches({ rows }: Branches): HTMLElement {
  return h(
    "ul",
    { class: "card branches", "aria-label": WORDS.branches },
    ...rows.map((row) =>
      h(
        "li",
        {},
        h(
          "strong",
          {},
          h("bdi", {}, row.name),
          row.distance_km !== null && h("span", { class: "distance" }, WORDS.away(formatDistance(row.distance_km))),
        ),
        h("span", { dir: "auto" }, row.address),
        h("span", { dir: "auto" }, row.hours),
        row.services.length > 0 && h("span", { class: "services" }, row.services.join(" · ")),
      ),
    ),
  );
}

function drawList({ title, rows }: List): HTMLElement {
  return h("ul", { class: "card accounts", "aria-label": title }, ...rows.map(drawListRow));
}

function drawListRow({ title, detail, date, amount }: ListRow): HTMLElement {
  return h(
    "li",
    {},
    h("span", { class: "name" }, h("bdi", {}, title), detail && h("small", { dir: "auto" }, detail)),
    h(
      "span",
      { class: "amount" },
      amount && formatMoney(amount),
      date && h(amount ? "small" : "span", {}, h("time", { datetime: date }, formatDay(date))),
    ),
  );
}

function formatDistance(kilometres: number): string {
  return kilometres < 1 ? `${Math.round(kilometres * 100) * 10} m` : `${kilometres.toFixed(1)} km`;
}

function drawOrder({ state, summary }: Order): HTMLElement {
  return h(
    "div",
    { class: `card order ${state}` },
    h("p", { class: "state" }, state === "executed" && icon(CHECK), ORDER_STATES[state] ?? state),
    drawFacts(summary),
  );
}
