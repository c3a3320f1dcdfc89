// Ids that a page gives to what it sends, so that sending again never says it twice.

/** 128 random bits; `crypto.randomUUID` would be missing on pages served without TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
