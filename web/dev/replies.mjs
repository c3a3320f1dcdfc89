// What the stand-in answers: one scripted reply for each thing the pages can show. Nothing is understood here.

const money = (minor, currency = "EUR") => ({ minor, currency });
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const SUMMARY = [
  { label: "To", value: "Mia Novak" },
  { label: "Amount", value: "€60.00" },
  { label: "From", value: "Everyday ··4821" },
  { label: "When", value: "Today" },
];

const BALANCE = {
  text: "Here are your accounts.",
  data: {
    kind: "accounts",
    rows: [
      { name: "Everyday", kind: "current", digits: "4821", booked: money(184235), available: money(172035) },
      { name: "Rainy days", kind: "savings", digits: "7730", booked: money(1250000), available: null },
      { name: "Credit card", kind: "credit_card", digits: "0917", booked: money(-42310), available: money(157690) },
    ],
  },
  buttons: [{ title: "Recent transactions", payload: "/transactions" }, { title: "Pay someone", payload: "/pay" }],
};

const TRANSACTIONS = {
  text: "Groceries last month: five transactions, €184.17 in all.",
  data: {
    kind: "transactions",
    rows: [
      { date: daysAgo(2), merchant: "Greenleaf Market", amount: money(-4520), status: "pending" },
      { date: daysAgo(6), merchant: "Corner Bakery and Fine Foods of the Old Town", amount: money(-1275), status: "booked" },
      { date: daysAgo(11), merchant: "Greenleaf Market", amount: money(1200), status: "booked" },
      { date: daysAgo(19), merchant: "مخبز الحي", amount: money(-6102), status: "booked" },
      { date: daysAgo(400), merchant: "Greenleaf Market", amount: money(-7720), status: "declined" },
    ],
    total: money(-10697),
  },
};

const BRANCHES = {
  text: "The two nearest branches:",
  data: {
    kind: "branches",
    rows: [
      { name: "Market Square", address: "Market Square 4, 10115", hours: "Open until 18:00", distance_km: 0.42, services: ["Counter", "Cash machine", "Step-free"] },
      { name: "Harbour", address: "Quay Street 21, 10117", hours: "Opens tomorrow at 09:00", distance_km: 2.3, services: ["Cash machine"] },
    ],
  },
};

const READ_BACK = {
  text: "I will pay Mia Novak €60.00 from Everyday, today. Is that right?",
  buttons: [{ title: "Yes, pay it", payload: "/confirm" }, { title: "Change something", payload: "/change" }, { title: "Cancel", payload: "/cancel" }],
};

export const RECEIPT = {
  text: "Done. €60.00 went to Mia Novak.",
  data: { kind: "order", order: "o-1", state: "executed", summary: [...SUMMARY, { label: "Reference", value: "TB-2025-004417" }] },
};

const MONTHS = ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"];
const BARS = {
  text: "You spent €1,684.20 in November, €212.10 more than in October.",
  data: {
    kind: "chart", form: "bars", title: "November by category", unit: "EUR",
    points: [["Housing", 82000], ["Groceries", 38240], ["Eating out", 21550], ["Transport", 14780], ["Refunds", -3150]].map(([label, minor]) => ({ label, minor })),
  },
};
const LINE = {
  text: "Your balance over half a year.",
  data: {
    kind: "chart", form: "line", title: "Everyday, end of month", unit: "EUR",
    points: [152000, 131050, 88020, 143010, 171300, 184235].map((minor, place) => ({ label: MONTHS[place], minor })),
  },
};
const DOCUMENT = {
  text: "Here is your statement for October.",
  data: { kind: "document", name: "Statement 2025-10 Everyday.pdf", size_bytes: 48213, url: "/static/icon.svg", expires_at: inMinutes(10) },
};
const APPOINTMENTS = {
  text: "You have two appointments.",
  data: {
    kind: "list", title: "Appointments",
    rows: [
      { title: "Mortgage advice", detail: "Market Square, 10:30", date: daysAgo(-3), amount: null },
      { title: "Opening an account", detail: "Harbour, 15:00", date: daysAgo(-9), amount: null },
    ],
  },
};
const UPCOMING = {
  text: "Coming up until Friday:",
  data: {
    kind: "list", title: "Upcoming",
    rows: [
      { title: "Rent", detail: "Standing order", date: daysAgo(-1), amount: money(-82000) },
      { title: "Salary", detail: null, date: daysAgo(-2), amount: money(241000) },
    ],
  },
};
const SIGN_IN = { text: "Please sign in first: then I can do that for you here.", data: { kind: "sign_in" } };

const UNSURE = {
  text: "I am not sure what you mean. Did you want one of these?",
  buttons: [
    { title: "See my balances", payload: "/balances" },
    { title: "Find transactions", payload: "/transactions" },
    { title: "Talk to a person", payload: "/human" },
  ],
};

export const GREETING = {
  text: "Hello, I am the bank's assistant, a machine. Ask me about your accounts, payments and cards, or ask for a person at any time.",
  buttons: [{ title: "My balances", payload: "/balances" }, { title: "Pay someone", payload: "/pay" }, { title: "Talk to a person", payload: "/human" }],
};

export function codeRequest() {
  return {
    text: "Please enter the code that we sent to your phone.",
    data: { kind: "code_request", order: "o-1", summary: SUMMARY, expires_at: inMinutes(5) },
  };
}

/** A new PIN; any but 1234 is taken. */
export function pinRequest() {
  const summary = [{ label: "Card", value: "Debit card …8488" }];
  return {
    text: "Choose your new PIN in the panel below; please don't type it here.",
    data: { kind: "secret_request", order: "o-2", purpose: "pin", length: 4, summary, expires_at: inMinutes(5) },
  };
}

/** The replies to a text or payload; `"person"` asks for one. */
export function repliesTo(text) {
  if (/person|human/i.test(text)) return "person";
  if (/balance/i.test(text)) return [BALANCE];
  if (/spen|transaction|grocer/i.test(text)) return [TRANSACTIONS];
  if (/chart|bars/i.test(text)) return [BARS, LINE];
  if (/statement|document/i.test(text)) return [DOCUMENT];
  if (/appointment/i.test(text)) return [APPOINTMENTS];
  if (/upcoming/i.test(text)) return [UPCOMING];
  if (/private/i.test(text)) return [SIGN_IN];
  if (/pin\b/i.test(text)) return [pinRequest()];
  if (/branch/i.test(text)) return [BRANCHES];
  if (/confirm|yes/i.test(text)) return [codeRequest()];
  if (/pay|send/i.test(text)) return [READ_BACK];
  if (/start over|cancel/i.test(text)) return [{ text: "All right, nothing was done. What would you like instead?" }];
  if (/<|script/i.test(text)) return [{ text: `You wrote: ${text} https://example.org <img src=x onerror=alert(1)>` }];
  return [UNSURE];
}
