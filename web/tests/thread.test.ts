// No message is lost, doubled or shown out of order.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Message } from "../shared/protocol.ts";
import { Thread } from "../widget/thread.ts";

function message(id: number, author: Message["author"], text: string, client_id: string | null = null): Message {
  return { id, author, name: null, text, buttons: [], data: null, at: "2025-10-03T12:00:00Z", client_id };
}

const texts = (thread: Thread): string[] => thread.entries.map((entry) => entry.message.text);
const states = (thread: Thread): string[] => thread.entries.map((entry) => entry.state);

test("a message that comes twice is shown once", () => {
  const thread = new Thread();
  thread.merge([message(1, "assistant", "Hello"), message(1, "assistant", "Hello")]);
  assert.deepEqual(texts(thread), ["Hello"]);
});

test("messages that come late take their place by id", () => {
  const thread = new Thread();
  thread.merge([message(3, "assistant", "three"), message(1, "assistant", "one"), message(2, "staff", "two")]);
  assert.deepEqual(texts(thread), ["one", "two", "three"]);
});

test("one's own message becomes the kept one, also when the gateway has changed its words", () => {
  const thread = new Thread();
  thread.say("my code is 123456", null, "a");
  thread.acknowledge("a");
  thread.merge([message(1, "customer", "[removed]", "a"), message(2, "assistant", "Please do not write codes here.")]);
  assert.deepEqual(texts(thread), ["[removed]", "Please do not write codes here."]);
  assert.deepEqual(states(thread), ["kept", "kept"]);
});

test("what is not acknowledged stays to be sent again under the same id, after a reconnection too", () => {
  const thread = new Thread();
  thread.belongTo("c");
  thread.say("first", null, "a");
  thread.say("second", "/press", "b");
  thread.acknowledge("a");
  thread.merge([message(1, "customer", "first", "a")]);
  assert.deepEqual(thread.unsent(), [{ id: "b", text: "second", payload: "/press" }]);
  assert.equal(thread.belongTo("c"), false);
  assert.deepEqual(texts(thread), ["first", "second"]);
});

test("what others say while a message is on its way stands before it", () => {
  const thread = new Thread();
  thread.merge([message(1, "staff", "Hello")]);
  thread.say("not yet there", null, "a");
  thread.merge([message(2, "staff", "Are you there?")]);
  assert.deepEqual(texts(thread), ["Hello", "Are you there?", "not yet there"]);
});

test("a reply stands behind the acknowledged message that it answers", () => {
  const thread = new Thread();
  thread.say("question", null, "a");
  thread.acknowledge("a");
  thread.merge([message(2, "assistant", "answer")]);
  assert.deepEqual(texts(thread), ["question", "answer"]);
});

test("a refused message is not sent again by itself, and can be by hand", () => {
  const thread = new Thread();
  thread.say("too much", null, "a");
  thread.refuse("a", "That was too quick.");
  assert.deepEqual(thread.unsent(), []);
  assert.equal(thread.entries[0]?.refusal, "That was too quick.");
  thread.retry(thread.entries[0]!);
  assert.equal(thread.unsent()[0]?.id, "a");
});

test("another conversation leaves nothing of the one before", () => {
  const thread = new Thread();
  thread.belongTo("one");
  thread.merge([message(1, "assistant", "private")]);
  thread.say("unsent", null, "a");
  assert.equal(thread.belongTo("two"), true);
  assert.deepEqual(texts(thread), []);
  assert.deepEqual(thread.unsent(), []);
});
