// A websocket that comes back: waits longer after each failure, notices a dead line, wakes with the network.

import { backoffMilliseconds } from "./backoff.ts";

const PING_EVERY_MILLISECONDS = 20_000;
const SILENCE_MILLISECONDS = 45_000;

/** Why there is no live line: nobody answers, the websocket was refused, or it was there and ended. */
export type Down = "offline" | "refused" | "lost";

export interface LiveHandlers<Event> {
  /** Runs before each attempt; when it fails, nobody answers. */
  before?: () => Promise<void>;
  open: () => void;
  event: (event: Event) => void;
  down: (why: Down) => void;
}

export class Live<Event extends { type: string }, Request> {
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #attempt = 0;
  #heardAt = 0;
  /** Each start and stop begins a new round; whatever an older one still does is ignored. */
  #round = 0;

  constructor(
    readonly path: string,
    readonly on: LiveHandlers<Event>,
  ) {}

  get running(): boolean {
    return this.#round % 2 === 1;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  start(): void {
    if (this.running) return;
    this.#round += 1;
    this.#attempt = 0;
    addEventListener("online", this.#wake);
    addEventListener("offline", this.#drop);
    document.addEventListener("visibilitychange", this.#wake);
    void this.#connect(this.#round);
  }

  stop(): void {
    if (!this.running) return;
    this.#round += 1;
    removeEventListener("online", this.#wake);
    removeEventListener("offline", this.#drop);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#clear();
  }

  /** False when there is no line; nothing is queued here. */
  send(request: Request): boolean {
    if (!this.isOpen) return false;
    this.#socket?.send(JSON.stringify(request));
    return true;
  }

  #wake = (): void => {
    if (this.#timer === undefined || document.visibilityState === "hidden") return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt = 0;
    void this.#connect(this.#round);
  };

  /** The browser has lost its network: the socket would not notice for most of a minute. */
  #drop = (): void => {
    if (this.#socket === null) return;
    this.#clear();
    this.#later("offline");
  };

  async #connect(round: number): Promise<void> {
    try {
      await this.on.before?.();
    } catch {
      if (round === this.#round) this.#later("offline");
      return;
    }
    if (round !== this.#round) return;
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#heardAt = Date.now();
      this.#ping = setInterval(() => this.#listen(), PING_EVERY_MILLISECONDS);
      this.on.open();
    };
    socket.onmessage = (packet: MessageEvent<unknown>) => {
      this.#attempt = 0;
      this.#heardAt = Date.now();
      const event = parse<Event>(packet.data);
      if (event !== null && event.type !== "pong") this.on.event(event);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#clear();
      this.#later(opened ? "lost" : "refused");
    };
  }

  #listen(): void {
    if (Date.now() - this.#heardAt > SILENCE_MILLISECONDS) {
      this.#clear();
      this.#later("lost");
    } else {
      this.#socket?.send(JSON.stringify({ type: "ping" }));
    }
  }

  #later(why: Down): void {
    const round = this.#round;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#connect(round);
    }, backoffMilliseconds(this.#attempt));
    this.#attempt += 1;
    this.on.down(why);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#ping);
    this.#timer = undefined;
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}

function parse<Event extends { type: string }>(raw: unknown): Event | null {
  try {
    const value = JSON.parse(String(raw)) as Event | null;
    return value?.type ? value : null;
  } catch {
    return null;
  }
}
