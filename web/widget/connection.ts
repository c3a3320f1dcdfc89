// Carries messages to the gateway and back: by websocket, or by plain calls where no websocket opens.
// A message stays in the thread as unsent until the gateway has acknowledged its id; only then is it let go.

import { call, Refusal, sentenceOf } from "../shared/http.ts";
import { Live } from "../shared/live.ts";
import type { ChatEvent, ChatRequest, CodeAnswer, Message, SecretAnswer, Session, Status } from "../shared/protocol.ts";
import type { Outgoing, Thread } from "./thread.ts";

export type Line = "connecting" | "live" | "polling" | "offline";

const POLL_MILLISECONDS = 4_000;

export interface ConnectionHandlers {
  session: (session: Session) => void;
  event: (event: ChatEvent) => void;
  line: (line: Line) => void;
}

interface Answer {
  messages: Message[];
  status: Status;
  position?: number | null;
}

export class Connection {
  line: Line = "connecting";
  readonly #live: Live<ChatEvent, ChatRequest>;
  /** The one message that waits for its acknowledgement; the next goes out after it, so that order is kept. */
  #onItsWay = "";
  #greeted = false;
  #posting = false;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly base: string,
    readonly thread: Thread,
    readonly on: ConnectionHandlers,
  ) {
    this.#live = new Live<ChatEvent, ChatRequest>(
      `${base}/api/chat`,
      {
        before: () => this.#openSession(),
        open: () => this.#opened(),
        event: (event) => this.#receive(event),
        down: (why) => {
          this.#greeted = false;
          if (why === "refused") this.#startPolling();
          else if (why === "offline") this.#setLine("offline");
          else this.#setLine("connecting");
        },
      },
    );
  }

  start(): void {
    this.#live.start();
  }

  stop(): void {
    this.#live.stop();
    this.#stopPolling();
    this.#greeted = false;
    this.line = "connecting";
  }

  get running(): boolean {
    return this.#live.running;
  }

  /** Sends whatever the thread holds unsent, by the way that is open now. */
  deliver(): void {
    if (this.#greeted) {
      const next = this.thread.unsent()[0];
      if (next !== undefined && next.id !== this.#onItsWay && this.#live.send(asRequest(next))) this.#onItsWay = next.id;
    } else if (this.line === "polling") {
      void this.#post();
    }
  }

  typing(on: boolean): void {
    this.#live.send({ type: "typing", on });
  }

  enterCode(order: string, code: string): Promise<CodeAnswer> {
    return call<CodeAnswer>("POST", `${this.base}/api/code`, { order, code });
  }

  enterSecret(order: string, secret: string): Promise<SecretAnswer> {
    return call<SecretAnswer>("POST", `${this.base}/api/secret`, { order, secret });
  }

  async #openSession(): Promise<void> {
    const session = await call<Session>("POST", `${this.base}/api/session`, {});
    if (this.running) this.on.session(session);
  }

  #opened(): void {
    this.#onItsWay = "";
    this.#stopPolling();
    this.#setLine("live");
  }

  #receive(event: ChatEvent): void {
    if (event.type === "hello") {
      const after = this.thread.conversation === event.conversation ? this.thread.lastId : 0;
      this.on.event(event);
      this.#greeted = true;
      if (after > 0) this.#live.send({ type: "resume", after });
      this.deliver();
      return;
    }
    this.on.event(event);
    if (event.type === "ack" || event.type === "error") {
      this.#onItsWay = "";
      this.deliver();
    }
  }

  #setLine(line: Line): void {
    if (this.line === line) return;
    this.line = line;
    this.on.line(line);
  }

  #startPolling(): void {
    this.#setLine("polling");
    if (this.#poll !== undefined) return;
    this.#poll = setInterval(() => void this.#fetch(), POLL_MILLISECONDS);
    void this.#fetch().then(() => this.deliver());
  }

  #stopPolling(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
  }

  async #fetch(): Promise<void> {
    try {
      this.#answered(await call<Answer>("GET", `${this.base}/api/conversation`));
      if (this.#poll !== undefined) this.#setLine("polling");
      this.deliver();
    } catch {
      // the live line's next attempt finds out whether anybody is there
    }
  }

  async #post(): Promise<void> {
    if (this.#posting) return;
    this.#posting = true;
    try {
      let next: Outgoing | undefined;
      while (this.running && (next = this.thread.unsent()[0]) !== undefined) await this.#postOne(next);
    } catch {
      // kept as unsent; the next poll or socket tries again
    } finally {
      this.#posting = false;
      this.on.event({ type: "typing", author: "assistant", on: false });
    }
  }

  async #postOne({ id, text, payload }: Outgoing): Promise<void> {
    this.on.event({ type: "typing", author: "assistant", on: true });
    const body = payload === null ? { id, text } : { id, press: payload };
    try {
      const answer = await call<Answer>("POST", `${this.base}/api/messages`, body);
      this.on.event({ type: "ack", id });
      this.#answered(answer);
    } catch (error) {
      if (!(error instanceof Refusal) || error.passing) throw error;
      this.on.event({ type: "error", id, code: error.code, sentence: sentenceOf(error) });
    }
  }

  #answered({ messages, status, position = null }: Answer): void {
    for (const message of messages) this.on.event({ type: "message", message });
    this.on.event({ type: "status", status, position, name: null });
  }
}

function asRequest({ id, text, payload }: Outgoing): ChatRequest {
  return payload === null ? { type: "message", id, text } : { type: "press", id, payload };
}
