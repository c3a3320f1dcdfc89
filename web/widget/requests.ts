// What a conversation can ask to be entered beside it, and how each kind is asked for: one-time codes and new PINs.

import { formatTime } from "../shared/format.ts";
import type { CodeAnswer, CodeRequest, SecretAnswer, SecretRequest } from "../shared/protocol.ts";
import type { EntryForm } from "./entry-panel.ts";
import type { Entry } from "./thread.ts";
import { WORDS } from "./words.ts";

export type EntryRequest = CodeRequest | SecretRequest;

const CODE_DIGITS = 6;

/** The newest request that is not decided: by a later word on its order, or by another order that is read back. */
export function openRequest(entries: readonly Entry[]): EntryRequest | null {
  const decided = new Set<string>();
  for (const { message } of [...entries].reverse()) {
    const { data } = message;
    if (data?.kind === "order" && data.state === "proposed") return null;
    if (data?.kind === "order" && data.state !== "confirmed") decided.add(data.order);
    if (data?.kind === "code_request" || data?.kind === "secret_request") return decided.has(data.order) ? null : data;
  }
  return null;
}

/** True for digits and nothing else, however they are spaced. */
export function isDigits(text: string, count: number): boolean {
  const digits = text.replaceAll(/[\s.-]/g, "");
  return digits.length === count && /^\d+$/.test(digits);
}

export function codeForm(request: CodeRequest, enter: (code: string) => Promise<CodeAnswer>): EntryForm {
  const words = WORDS.code;
  return {
    heading: words.heading,
    submit: words.confirm,
    hint: words.hint(formatTime(request.expires_at)),
    fields: [{ label: words.label, attributes: { type: "text", autocomplete: "one-time-code", maxlength: 12 } }],
    complaint: ([code]) => (code?.length === CODE_DIGITS ? null : words.incomplete),
    enter: async (code) => {
      const { result, remaining, messages } = await enter(code);
      if (result === "accepted") return { result, sentence: "", messages };
      if (result === "wrong") return { result: "again", sentence: words.wrong(remaining), messages };
      return { result: "over", sentence: words[result], messages };
    },
    belongsHere: (text) => isDigits(text, CODE_DIGITS),
    notInChat: words.notInChat,
  };
}

export function pinForm({ length, expires_at }: SecretRequest, enter: (pin: string) => Promise<SecretAnswer>): EntryForm {
  const words = WORDS.pin;
  const attributes = { type: "password", autocomplete: "off", maxlength: length };
  return {
    heading: words.heading,
    submit: words.confirm,
    hint: words.hint(formatTime(expires_at)),
    fields: [
      { label: words.label(length), attributes },
      { label: words.again, attributes },
    ],
    complaint: ([first, second]) => {
      if (first?.length !== length) return words.incomplete(length);
      return first === second ? null : words.differ;
    },
    enter: async (pin) => {
      const { result, messages } = await enter(pin);
      if (result === "accepted") return { result, sentence: "", messages };
      return { result: result === "weak" ? "again" : "over", sentence: words[result], messages };
    },
    belongsHere: (text) => isDigits(text, length),
    notInChat: words.notInChat,
  };
}
