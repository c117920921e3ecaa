import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';

import { Exchange } from '../src/core/exchange.js';
import { FrameType } from '../src/core/frame.js';
import { RequestMessage } from '../src/core/request.js';
import { Session } from '../src/core/session.js';
import type { ActonError } from '../src/index.js';
import { type Frame, frame, frames } from './frames.js';

class Call extends Exchange {
  readonly results: unknown[] = [];

  constructor(payload: unknown) {
    super('reply', new RequestMessage('json', { target: 'a', messageType: 'M', expectsReply: true }, payload), 30_000, 30_000);
  }

  override succeed(value: unknown): void {
    this.results.push(value);
  }

  override fail(error: ActonError): void {
    this.results.push(error.code);
  }
}

function session(): Session {
  return new Session('json', 1024 * 1024, { outgoing: () => {}, pushed: () => {}, drained: () => {} });
}

/** The frames that a session would write by now. */
function written(from: Session): Frame[] {
  const all: Frame[] = [];
  const inbox = frames((one) => all.push(one));
  while (from.hasOutgoing) {
    const bytes = from.take(0);
    inbox.receive(bytes, bytes.length);
    from.landed();
  }
  return all;
}

function receive(into: Session, bytes: Buffer): string | undefined {
  return into.receive(bytes, bytes.length)?.message;
}

function reply(id: string, payload: unknown): Buffer {
  return frame(FrameType.response, { correlation_id: id, success: true, payload });
}

test('at most a thousand requests are in flight, and one more for each answer', () => {
  const one = session();
  for (let number = 0; number < 1002; number += 1) {
    one.submit(new Call(number));
  }
  const first = written(one);
  assert.equal(first.length, 1000);
  receive(one, reply(first[0]?.body.correlation_id, 0));
  assert.deepEqual(written(one).map(({ body }) => body.payload), [1000]);
});

test('at most 4 MiB are in flight, and a larger request goes alone', () => {
  const one = session();
  const large = 'x'.repeat(5 * 1024 * 1024);
  for (const payload of [1, large, 2]) {
    one.submit(new Call(payload));
  }
  for (const payload of [1, large, 2]) {
    const [only, ...others] = written(one);
    assert.equal(only?.body.payload, payload);
    assert.deepEqual(others, []);
    receive(one, reply(only?.body.correlation_id, null));
  }
});

test('an answer to nobody, and a second answer, are passed over', () => {
  const one = session();
  const call = new Call(1);
  one.submit(call);
  const [request] = written(one);
  const id = request?.body.correlation_id;
  assert.equal(receive(one, Buffer.concat([reply('another', 1), reply(id, 2), reply(id, 3)])), undefined);
  const next = new Call(2);
  one.submit(next);
  assert.notEqual(written(one)[0]?.body.correlation_id, id);
  assert.equal(receive(one, reply(id, 4)), undefined);
  assert.deepEqual(call.results, [2]);
  assert.deepEqual(next.results, []);
});

test('answers are the same however their bytes are cut', () => {
  const length = Buffer.concat([reply('0', 'ä'), reply('1', [1])]).length;
  for (let cut = 0; cut <= length; cut += 1) {
    const one = session();
    const calls = [new Call(1), new Call(2)];
    for (const call of calls) {
      one.submit(call);
    }
    const [first, second] = written(one);
    const bytes = Buffer.concat([reply(first?.body.correlation_id, 'ä'), reply(second?.body.correlation_id, [1])]);
    receive(one, bytes.subarray(0, cut));
    receive(one, bytes.subarray(cut));
    assert.deepEqual(calls.map(({ results }) => results), [['ä'], [[1]]], `cut at ${cut}`);
  }
});

test('bytes that are no frames end the session with the reason', () => {
  const broken: [string, RegExp][] = [
    ['ffffffff', /announces 4294967295 bytes/],
    ['00000000 03', /no version 3/],
    ['00000000 02 0e', /no frame type 14/],
    ['00000000 01 05', /version 1 has no frame type 5/],
    ['00000000 02 02 03', /no format 3/],
    ['00000000 02 06 01', /SUBSCRIBE frame, which only clients send/],
    ['00000001 02 02 01 7b', /does not parse/],
    ['00000001 02 02 02 c1', /does not parse/],
    ['00000005 02 02 02 dfffffffff', /does not parse/],
    ['00000004 02 02 01 22ff2222', /not UTF-8/],
    ['00000002 02 02 01 7b7d', /correlation_id is not a string/],
  ];
  for (const [hex, reason] of broken) {
    assert.match(receive(session(), Buffer.from(hex.replaceAll(' ', ''), 'hex')) ?? 'no end', reason, hex);
  }
});

test('a frame in MessagePack nested without end does not parse', () => {
  const deep = Buffer.alloc(500_000, 0x91);
  const head = Buffer.from([0, 0, 0, 0, 2, FrameType.response, 2]);
  head.writeUInt32BE(deep.length);
  assert.match(receive(session(), Buffer.concat([head, deep])) ?? 'no end', /does not parse/);
});
