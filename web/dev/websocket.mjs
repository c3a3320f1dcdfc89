// The server's half of a websocket (RFC 6455) for short text messages, so that the stand-in needs no dependency.

import { createHash } from "node:crypto";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // fixed by RFC 6455, section 1.3
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Answers the handshake; calls `onText(text)` and `onClose()`; returns `{send(object), close()}`. */
export function accept(request, socket, { onText, onClose }) {
  const key = createHash("sha1").update(request.headers["sec-websocket-key"] + GUID).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  let buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let frame; (frame = readFrame(buffer)) !== null; ) {
      buffer = buffer.subarray(frame.size);
      if (frame.kind === TEXT) onText(frame.body.toString("utf8"));
      else if (frame.kind === PING) socket.write(writeFrame(PONG, frame.body));
      else if (frame.kind === CLOSE) socket.end(writeFrame(CLOSE, frame.body));
    }
  });
  socket.on("close", onClose);
  socket.on("error", () => socket.destroy());
  return {
    send: (object) => socket.writable && socket.write(writeFrame(TEXT, Buffer.from(JSON.stringify(object)))),
    close: () => socket.end(writeFrame(CLOSE, Buffer.alloc(0))),
  };
}

function readFrame(buffer) {
  if (buffer.length < 6) return null;
  let length = buffer[1] & 0x7f;
  let at = 2;
  if (length === 126) [length, at] = [buffer.readUInt16BE(2), 4];
  else if (length === 127) [length, at] = [Number(buffer.readBigUInt64BE(2)), 10];
  const size = at + 4 + length;
  if (buffer.length < size) return null;
  const mask = buffer.subarray(at, at + 4);
  const body = Buffer.from(buffer.subarray(at + 4, size).map((byte, index) => byte ^ mask[index % 4]));
  return { kind: buffer[0] & 0x0f, body, size };
}

function writeFrame(kind, body) {
  const head = body.length < 126 ? Buffer.from([0x80 | kind, body.length]) : Buffer.alloc(4);
  if (body.length >= 126) {
    head[0] = 0x80 | kind;
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  }
  return Buffer.concat([head, body]);
}
