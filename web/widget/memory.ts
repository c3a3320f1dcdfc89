// What outlives a page change within one tab: that the chat is in use, and messages not yet delivered.
// Session storage ends with the tab; delivered messages are never stored in the browser.

import type { Outgoing } from "./thread.ts";

const OPEN = "teller-open";
const UNSENT = "teller-unsent";

interface Unsent {
  conversation: string;
  outgoing: Outgoing[];
}

function attempt<Result>(use: () => Result, otherwise: Result): Result {
  try {
    return use(); // a browser may forbid storage altogether
  } catch {
    return otherwise;
  }
}

/** "open" and "closed" both mean that there is a conversation to return to. */
export type Panel = "open" | "closed";

export function rememberPanel(panel: Panel): void {
  attempt(() => sessionStorage.setItem(OPEN, panel), undefined);
}

export function rememberedPanel(): Panel | null {
  return attempt(() => sessionStorage.getItem(OPEN), null) as Panel | null;
}

export function rememberUnsent(conversation: string, outgoing: Outgoing[]): void {
  attempt(() => {
    if (outgoing.length === 0) sessionStorage.removeItem(UNSENT);
    else sessionStorage.setItem(UNSENT, JSON.stringify({ conversation, outgoing } satisfies Unsent));
  }, undefined);
}

/** Only what was written in this same conversation: another customer at this machine never sends it. */
export function rememberedUnsent(conversation: string): Outgoing[] {
  return attempt(() => {
    const kept = JSON.parse(sessionStorage.getItem(UNSENT) ?? "null") as Unsent | null;
    return kept?.conversation === conversation ? kept.outgoing : [];
  }, []);
}

export function forget(): void {
  attempt(() => {
    sessionStorage.removeItem(OPEN);
    sessionStorage.removeItem(UNSENT);
  }, undefined);
}
