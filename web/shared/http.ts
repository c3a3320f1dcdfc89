// One way to call the gateway: JSON over the page's own origin, refusals as the gateway's own sentence.

/** The gateway answered and refused. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly sentence: string,
  ) {
    super(sentence);
  }

  /** True when the same call may succeed later. */
  get passing(): boolean {
    return this.status === 401 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const TIMEOUT_MILLISECONDS = 20_000;

/** Answers the body, or undefined for 204. Throws `Refusal`, or a TypeError or DOMException when nobody answered. */
export async function call<Answer>(method: "GET" | "POST", url: string, body?: unknown): Promise<Answer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MILLISECONDS);
  try {
    const response = await fetch(url, {
      method,
      signal: stop.signal,
      credentials: "same-origin",
      cache: "no-store",
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(response);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response: Response): Promise<Refusal> {
  const fallback = "That did not work. Please try again.";
  try {
    const { error } = (await response.json()) as { error: { code: string; sentence: string } };
    return new Refusal(response.status, error.code, error.sentence || fallback);
  } catch {
    return new Refusal(response.status, "unknown", fallback);
  }
}

/** What to tell a person about an error of `call`. */
export function sentenceOf(error: unknown): string {
  return error instanceof Refusal ? error.sentence : "There is no connection at the moment. Please try again.";
}
