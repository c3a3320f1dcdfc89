// What gateway and pages say to each other: docs/architecture.md, "The door".

export interface Money {
  minor: number;
  currency: string;
}

export interface Fact {
  label: string;
  value: string;
}

export interface CodeRequest {
  kind: "code_request";
  order: string;
  summary: Fact[];
  expires_at: string;
}

export interface TransactionRow {
  date: string;
  merchant: string;
  amount: Money;
  status: "booked" | "pending" | "declined";
}

export interface Transactions {
  kind: "transactions";
  rows: TransactionRow[];
  total: Money | null;
}

export interface AccountRow {
  name: string;
  kind: string;
  digits: string;
  booked: Money;
  available: Money | null;
}

export interface Accounts {
  kind: "accounts";
  rows: AccountRow[];
}

export interface BranchRow {
  name: string;
  address: string;
  hours: string;
  distance_km: number | null;
  services: string[];
}

export interface Branches {
  kind: "branches";
  rows: BranchRow[];
}

export type OrderState = "proposed" | "confirmed" | "authorised" | "executed" | "failed" | "cancelled";

export interface Order {
  kind: "order";
  order: string;
  state: OrderState;
  summary: Fact[];
}

export interface SecretRequest {
  kind: "secret_request";
  order: string;
  purpose: "pin";
  /** Digits. */
  length: number;
  summary: Fact[];
  expires_at: string;
}

export interface ChartPoint {
  label: string;
  /** Money, in minor units of the chart's `unit`. */
  minor?: number;
  /** Anything else. */
  value?: number;
}

export interface Chart {
  kind: "chart";
  form: "bars" | "line";
  title: string;
  /** ISO currency, or null where the points are plain numbers. */
  unit: string | null;
  points: ChartPoint[];
}

export interface BankDocument {
  kind: "document";
  name: string;
  size_bytes: number;
  /** A path of the gateway's, good until `expires_at`. */
  url: string;
  expires_at: string;
}

export interface SignInWanted {
  kind: "sign_in";
}

export interface ListRow {
  title: string;
  detail: string | null;
  date: string | null;
  amount: Money | null;
}

/** Anything that is a list of things with a name: appointments, standing orders, payees. */
export interface List {
  kind: "list";
  title: string;
  rows: ListRow[];
}

export type Data =
  | CodeRequest
  | SecretRequest
  | Transactions
  | Accounts
  | Branches
  | Order
  | Chart
  | BankDocument
  | SignInWanted
  | List;

export type Author = "customer" | "assistant" | "staff" | "system";

export interface Button {
  title: string;
  payload: string;
}

export interface Message {
  /** Grows within a conversation; 0 until the gateway has given one. */
  id: number;
  author: Author;
  name: string | null;
  text: string;
  buttons: Button[];
  data: Data | null;
  at: string;
  /** The id under which a customer's page sent it. */
  client_id: string | null;
}

export type Status = "assistant" | "waiting" | "staff";

export interface Session {
  conversation: string;
  customer: { first_name: string } | null;
  status: Status;
}

export type ChatEvent =
  | {
      type: "hello";
      conversation: string;
      customer: { first_name: string } | null;
      status: Status;
      position: number | null;
      name?: string | null;
      messages: Message[];
    }
  | { type: "message"; message: Message }
  | { type: "typing"; author: Author; on: boolean }
  | { type: "status"; status: Status; position: number | null; name: string | null }
  | { type: "ack"; id: string }
  | { type: "phone" }
  | { type: "error"; id?: string | null; code: string; sentence: string };

export type ChatRequest =
  | { type: "message"; id: string; text: string }
  | { type: "press"; id: string; payload: string }
  | { type: "typing"; on: boolean }
  | { type: "resume"; after: number }
  | { type: "ping" };

export interface CodeAnswer {
  result: "accepted" | "wrong" | "expired" | "locked";
  remaining: number;
  messages: Message[];
}

export interface SecretAnswer {
  /** weak: too easily guessed, another one is taken. */
  result: "accepted" | "weak" | "expired";
  messages: Message[];
}

export interface PhoneMessage {
  id: number | string;
  text: string;
  code: string | null;
  at: string;
}

export interface Handover {
  id: number | string;
  customer: string | null;
  reason: string;
  summary: Fact[];
  waiting_since: string;
  urgent: boolean;
  status: "waiting" | "claimed" | "closed";
  staff: string | null;
  last_text: string | null;
}

export type DeskEvent =
  | { type: "queue" }
  | { type: "message"; handover: Handover["id"]; message: Message }
  | { type: "typing"; handover: Handover["id"]; on: boolean };
