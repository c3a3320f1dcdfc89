// The conversation as a plain text file, made in this page from what it already shows.

import { formatMoment } from "../shared/format.ts";
import type { Message } from "../shared/protocol.ts";
import { WORDS } from "./words.ts";

export function authorOf({ author, name }: Message): string {
  if (author === "customer") return WORDS.you;
  if (author === "assistant") return WORDS.assistant;
  return author === "staff" ? WORDS.staff(name ?? WORDS.person) : "";
}

/** One paragraph a message, its time and author in front; lines end as every system's editor understands. */
export function writeTranscript(heading: string, messages: readonly Message[]): string {
  const paragraphs = messages.map((message) => {
    const author = authorOf(message);
    return `[${formatMoment(message.at)}] ${author ? `${author}: ` : ""}${message.text}`;
  });
  return [heading, ...paragraphs, ""].join("\n\n").replaceAll(/\r?\n/g, "\r\n");
}

export function saveTranscript(heading: string, messages: readonly Message[]): void {
  const file = new Blob([writeTranscript(heading, messages)], { type: "text/plain;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `conversation-${new Date().toISOString().slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
