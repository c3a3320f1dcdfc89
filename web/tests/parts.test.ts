// The small parts: waiting times, money, codes, the transcript.

import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffMilliseconds, FIRST_WAIT_MILLISECONDS, LONGEST_WAIT_MILLISECONDS } from "../shared/backoff.ts";
import { decimal, formatAge, formatMoney } from "../shared/format.ts";
import type { Data, Message } from "../shared/protocol.ts";
import { currentReplies } from "../widget/log.ts";
import { looksLikeCode, openRequest } from "../widget/code-panel.ts";
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

test("six digits alone look like a code, however they are spaced", () => {
  for (const text of ["123456", "123 456", " 12-34-56 "]) assert.equal(looksLikeCode(text), true, text);
  for (const text of ["12345", "1234567", "pay 123456", "123456 euros"]) assert.equal(looksLikeCode(text), false, text);
});

function entry(data: Data | null): Entry {
  const message: Message = { id: 1, author: "assistant", name: null, text: "", buttons: [], data, at: "", client_id: null };
  return { message, state: "kept", payload: null, refusal: null };
}

test("a code is asked for until its order is decided, another order is read back, or its time is over", () => {
  const now = Date.parse("2025-10-03T12:00:00Z");
  const request: Data = { kind: "code_request", order: "o", summary: [], expires_at: "2025-10-03T12:05:00Z" };
  const order = (state: "confirmed" | "executed" | "proposed"): Data => ({ kind: "order", order: "o", state, summary: [] });
  assert.equal(openRequest([entry(request), entry(null)], now), request);
  assert.equal(openRequest([entry(request), entry(order("confirmed"))], now), request);
  assert.equal(openRequest([entry(request), entry(order("executed"))], now), null);
  assert.equal(openRequest([entry(request), entry(order("proposed"))], now), null);
  assert.equal(openRequest([entry(request)], now + 3_600_000), null);
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
