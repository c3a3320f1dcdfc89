// The small parts: waiting times, money, codes, the transcript.

import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffMilliseconds, FIRST_WAIT_MILLISECONDS, LONGEST_WAIT_MILLISECONDS } from "../shared/backoff.ts";
import { decimal, formatAge, formatMoney } from "../shared/format.ts";
import type { Data, Message, OrderState } from "../shared/protocol.ts";
import { currentReplies } from "../widget/log.ts";
import { scale } from "../shared/chart.ts";
import { formatSize, ownAddress } from "../shared/document.ts";
import { isDigits, openRequest, pinForm } from "../widget/requests.ts";
import type { Entry } from "../widget/thread.ts";
import { writeTranscript } from "../widget/transcript.ts";

test("waiting doubles up to a limit and never falls below half", () => {
  assert.equal(backoffMilliseconds(0, () => 1), FIRST_WAIT_MILLISECONDS);
  assert.equal(backoffMilliseconds(3, () => 1), FIRST_WAIT_MILLISECONDS * 8);
  assert.equal(backoffMilliseconds(3, () => 0), FIRST_WAIT_MILLISECONDS * 4);
  assert.equal(backoffMilliseconds(50, () => 1), LONGEST_WAIT_MILLISECONDS);
});

test("money is written from its minor units, exactly", () => {
  assert.equal(decimal(-4520, 2), "-45.20");
  assert.equal(decimal(5, 2), "0.05");
  assert.equal(decimal(1500, 0), "1500");
  assert.equal(formatMoney({ minor: 900719925474099, currency: "EUR" }, false, "en-GB"), "€9,007,199,254,740.99");
  assert.equal(formatMoney({ minor: -4520, currency: "EUR" }, true, "en-GB"), "−€45.20");
  assert.equal(formatMoney({ minor: 1500, currency: "JPY" }, true, "en-GB"), "+JP¥1,500");
});

test("an age is told in the unit that fits", () => {
  const now = Date.parse("2025-10-03T12:00:00Z");
  assert.equal(formatAge("2025-10-03T11:59:30Z", now), "just now");
  assert.equal(formatAge("2025-10-03T11:46:00Z", now), "14 min");
  assert.equal(formatAge("2025-10-03T09:00:00Z", now), "3 h");
  assert.equal(formatAge("2025-09-30T12:00:00Z", now), "3 days");
});

test("digits alone look like a code or a PIN, however they are spaced", () => {
  for (const text of ["123456", "123 456", " 12-34-56 "]) assert.equal(isDigits(text, 6), true, text);
  for (const text of ["12345", "1234567", "pay 123456", "123456 euros", ""]) assert.equal(isDigits(text, 6), false, text);
  assert.equal(isDigits("12 34", 4), true);
});

function entry(data: Data | null): Entry {
  const message: Message = { id: 1, author: "assistant", name: null, text: "", buttons: [], data, at: "", client_id: null };
  return { message, state: "kept", payload: null, refusal: null };
}

test("a code is asked for until its own order is decided, or another is read back", () => {
  const request: Data = { kind: "code_request", order: "o", summary: [], expires_at: "2025-10-03T12:05:00Z" };
  const told = (order: string, state: OrderState): Entry => entry({ kind: "order", order, state, summary: [] });
  assert.equal(openRequest([entry(request), entry(null)]), request);
  assert.equal(openRequest([entry(request), told("o", "confirmed")]), request);
  for (const state of ["executed", "authorised", "failed", "cancelled"] as const) {
    assert.equal(openRequest([entry(request), told("o", state), entry(null)]), null, state);
    assert.equal(openRequest([entry(request), told("another", state)]), request, state);
  }
  assert.equal(openRequest([entry(request), told("another", "proposed")]), null);
  assert.equal(openRequest([told("o", "cancelled"), entry(request)]), request);
});

test("a new PIN has all its digits and is entered twice alike", () => {
  const never = (): Promise<never> => Promise.reject(new Error("not to be sent"));
  const request = { kind: "secret_request", order: "o", purpose: "pin", length: 4, summary: [], expires_at: "" } as const;
  const { complaint } = pinForm({ ...request, summary: [] }, never);
  assert.match(complaint(["123", "123"]) ?? "", /4 digits/);
  assert.match(complaint(["2580", "2581"]) ?? "", /different/);
  assert.equal(complaint(["2580", "2580"]), null);
});

test("a chart's values lie between its least and its most, bars from nought", () => {
  const bars = scale([-50, 150], true);
  assert.deepEqual([bars(-50), bars(0), bars(150)], [0, 0.25, 1]);
  const line = scale([100, 200], false);
  assert.deepEqual([line(100), line(150), line(200)], [0, 0.5, 1]);
  assert.equal(scale([7, 7], false)(7), 0.5);
  assert.equal(scale([0, 0], true)(0), 0);
});

test("a document is fetched from the page's own origin or not at all", () => {
  const here = "https://bank.example/accounts?x=1";
  assert.equal(ownAddress("/api/documents/abc?t=1", here), "/api/documents/abc?t=1");
  for (const url of ["https://elsewhere.example/a", "//elsewhere.example/a", "/\\elsewhere.example/a", "javascript:alert(1)", "data:,x", ""]) {
    assert.equal(ownAddress(url, here), null, url);
  }
});

test("a size is told in the unit that fits", () => {
  assert.deepEqual([512, 1_536, 48_200, 2_340_000].map(formatSize), ["512 B", "1.5 kB", "48 kB", "2.3 MB"]);
});

test("only the assistant's last message offers replies, until something is said; notes do not count", () => {
  const buttons = [{ title: "Yes", payload: "/confirm" }];
  const said = (id: number, author: Message["author"], offers: boolean): Entry => ({
    ...entry(null),
    message: { ...entry(null).message, id, author, buttons: offers ? buttons : [] },
  });
  assert.deepEqual(currentReplies([said(1, "assistant", true)]), { key: "1", buttons });
  assert.deepEqual(currentReplies([said(1, "assistant", true), said(2, "system", false)]), { key: "1", buttons });
  assert.deepEqual(currentReplies([said(1, "assistant", true), said(2, "assistant", false)]).buttons, []);
  assert.deepEqual(currentReplies([said(1, "assistant", true), said(2, "customer", false)]).buttons, []);
  assert.deepEqual(currentReplies([]).buttons, []);
});

test("the transcript names who said what", () => {
  const at = "2025-10-03T12:00:00Z";
  const said = (author: Message["author"], name: string | null, text: string): Message => ({ ...entry(null).message, author, name, text, at });
  const file = writeTranscript("Teller Demo Bank", [said("customer", "Mia", "Hello"), said("staff", "Robin", "Hello, Mia\nHow can I help?")]);
  assert.match(file, /^Teller Demo Bank\r\n\r\n\[.+\] You: Hello\r\n\r\n\[.+\] Robin · bank staff: Hello, Mia\r\nHow can I help\?\r\n/);
});
