// The conversation as this page knows it: what the gateway has kept, and what is still on its way there.
// Every message a person sends gets an id here, so that sending it again can never say it twice.

import { newId } from "../shared/id.ts";
import type { Message } from "../shared/protocol.ts";

/** kept: has the gateway's id · sent: acknowledged, not seen yet · sending: not acknowledged · failed: refused. */
export type State = "kept" | "sent" | "sending" | "failed";

export interface Entry {
  message: Message;
  state: State;
  /** What a pressed button stands for. */
  payload: string | null;
  /** Why it was refused. */
  refusal: string | null;
}

export interface Outgoing {
  id: string;
  text: string;
  payload: string | null;
}

export class Thread {
  conversation: string | null = null;
  entries: Entry[] = [];

  get lastId(): number {
    return this.entries.reduce((last, entry) => Math.max(last, entry.message.id), 0);
  }

  /** True when this is another conversation than before; the old one is then gone from here. */
  belongTo(conversation: string): boolean {
    const changed = this.conversation !== null && this.conversation !== conversation;
    if (changed) this.entries = [];
    this.conversation = conversation;
    return changed;
  }

  clear(): void {
    this.conversation = null;
    this.entries = [];
  }

  /** Takes messages of the gateway, known or new, in any order. */
  merge(messages: readonly Message[]): void {
    for (const message of messages) this.#take(message);
  }

  say(text: string, payload: string | null = null, id: string = newId()): Entry {
    const at = new Date().toISOString();
    const message: Message = { id: 0, author: "customer", name: null, text, buttons: [], data: null, at, client_id: id };
    const entry: Entry = { message, state: "sending", payload, refusal: null };
    this.entries.push(entry);
    return entry;
  }

  acknowledge(id: string): void {
    const entry = this.#own(id);
    if (entry?.state === "sending") entry.state = "sent";
  }

  /** Without an id, the oldest message on its way is meant: the gateway answers in order. */
  refuse(id: string | null | undefined, sentence: string): void {
    const entry = id ? this.#own(id) : this.entries.find((other) => other.state === "sending");
    if (entry === undefined || entry.state === "kept") return;
    entry.state = "failed";
    entry.refusal = sentence;
  }

  /** Sends what was refused once more, now as the newest. */
  retry(entry: Entry): void {
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.entries.push({ ...entry, state: "sending", refusal: null });
  }

  unsent(): Outgoing[] {
    return this.entries
      .filter((entry) => entry.state === "sending")
      .map(({ message, payload }) => ({ id: message.client_id ?? "", text: message.text, payload }));
  }

  #own(id: string): Entry | undefined {
    return this.entries.find((entry) => entry.message.client_id === id);
  }

  #take(message: Message): void {
    const known = this.entries.find((entry) => entry.message.id === message.id);
    if (known !== undefined) {
      known.message = { ...message, client_id: known.message.client_id ?? message.client_id };
      return;
    }
    const own = this.#mine(message);
    if (own !== undefined) {
      this.entries.splice(this.entries.indexOf(own), 1);
      message = { ...message, client_id: own.message.client_id };
    }
    this.#insert({ message, state: "kept", payload: null, refusal: null });
  }

  /** The entry that this customer's message was before the gateway kept it. */
  #mine(message: Message): Entry | undefined {
    if (message.author !== "customer") return undefined;
    const open = this.entries.filter((entry) => entry.state !== "kept");
    return message.client_id
      ? open.find((entry) => entry.message.client_id === message.client_id)
      : open.find((entry) => entry.message.text === message.text);
  }

  /** Behind everything older; in front of what the gateway does not have yet. */
  #insert(entry: Entry): void {
    let place = this.entries.length;
    while (place > 0) {
      const before = this.entries[place - 1]!;
      const later = before.state === "kept" && before.message.id > entry.message.id;
      if (!later && before.state !== "sending") break;
      place -= 1;
    }
    this.entries.splice(place, 0, entry);
  }
}
