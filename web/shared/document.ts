// A document of a message: a card that downloads it while its address is good.

import { h } from "./dom.ts";
import { formatTime } from "./format.ts";
import { DOWNLOAD, FILE, icon } from "./icons.ts";
import type { BankDocument } from "./protocol.ts";

const WORDS = {
  until: (time: string) => `until ${time}`,
  over: "No longer available: ask for it again.",
} as const;

/** `base` is the path before the gateway's own addresses; null where documents are named and not fetched. */
export function drawDocument({ name, size_bytes, url, expires_at }: BankDocument, base: string | null): HTMLElement {
  const href = base === null ? null : ownAddress(base + url);
  const isOver = (): boolean => Date.parse(expires_at) <= Date.now();
  const facts = h("small", {}, [formatSize(size_bytes), href !== null && WORDS.until(formatTime(expires_at))].filter(Boolean).join(" · "));
  const words = h("span", { class: "name" }, h("bdi", {}, name), facts);
  const look = "card document";
  if (href === null) return h("p", { class: look }, icon(FILE), words);
  const link = h("a", { class: look, href, download: name }, icon(FILE), words, icon(DOWNLOAD));
  const end = (event?: Event): void => {
    if (!isOver()) return;
    event?.preventDefault();
    link.removeAttribute("href");
    facts.textContent = WORDS.over;
  };
  link.addEventListener("click", end);
  end();
  return link;
}

/** An address of the page's own origin, or null for any other: what a message names is never followed elsewhere. */
export function ownAddress(url: string, here: string = location.href): string | null {
  try {
    const address = new URL(url, here);
    return url.startsWith("/") && address.origin === new URL(here).origin ? address.pathname + address.search : null;
  } catch {
    return null;
  }
}

/** 1536 → "1.5 kB". */
export function formatSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1_000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
