// Money, days and times in the page's own language.

import type { Money } from "./protocol.ts";

const locale = (): string | undefined => globalThis.document?.documentElement.lang || undefined;

/** `{minor: -4520, currency: "EUR"}` → "-€45.20"; `signed` writes a plus as well. Exact: no floating point. */
export function formatMoney({ minor, currency }: Money, signed = false, language = locale()): string {
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    signDisplay: signed ? "exceptZero" : "auto",
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(decimal(minor, digits) as unknown as number).replace("-", "−");
}

/** The decimal writing of an integer amount of minor units: (-4520, 2) → "-45.20". */
export function decimal(minor: number, digits: number): string {
  const figures = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = figures.slice(0, figures.length - digits);
  const part = digits > 0 ? `.${figures.slice(-digits)}` : "";
  return `${minor < 0 ? "-" : ""}${whole}${part}`;
}

/** "3 Oct", with the year when it is not this one. A bare day is not moved by the time zone. */
export function formatDay(day: string, now = new Date()): string {
  const date = new Date(day.length === 10 ? `${day}T12:00` : day);
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(locale(), {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

export function formatTime(at: string): string {
  return new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

/** Day and time in full, for a file. */
export function formatMoment(at: string): string {
  return new Date(at).toLocaleString(locale());
}

/** "just now", "4 min", "2 h", "3 days". */
export function formatAge(since: string, now = Date.now()): string {
  const minutes = Math.floor(Math.max(0, now - Date.parse(since)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (24 * 60))} days`;
}
