import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';

import { decodeMsgpack, encodeMsgpack } from '../src/core/msgpack.js';
import { EncodeError } from '../src/index.js';

function hex(value: unknown): string {
  return Buffer.from(encodeMsgpack(value)).toString('hex');
}

function roundTrip(value: unknown): unknown {
  const bytes = Buffer.from(encodeMsgpack(value));
  return decodeMsgpack(bytes, 0, bytes.length);
}

test('whole numbers are integers of the shortest form, whatever holds them', () => {
  assert.equal(hex(4_294_967_295), 'ceffffffff');
  assert.equal(BigInt.asUintN(64, roundTripped(4_294_967_296)), 4_294_967_296n);
  assert.equal(hex(2n ** 64n - 1n), 'cfffffffffffffffff');
  assert.equal(hex(-(2n ** 63n)), 'd38000000000000000');
  assert.equal(hex(5n), '05');
  assert.equal(hex(1.5), 'cb3ff8000000000000');
});

function roundTripped(value: number): bigint {
  assert.match(hex(value), /^(cf|d3)/);
  return BigInt(roundTrip(value) as number);
}

test('64-bit integers keep every digit, and are bigints only where a number would lose some', () => {
  assert.equal(roundTrip(2n ** 63n), 2n ** 63n);
  assert.equal(roundTrip(2n ** 53n - 1n), Number.MAX_SAFE_INTEGER);
});

test('objects are written as JSON would write them', () => {
  const date = new Date(0);
  assert.deepEqual(roundTrip({ date, left: undefined, run: () => 1, list: [undefined], none: null }), {
    date: date.toJSON(),
    list: [null],
    none: null,
  });
});

test('bytes are bytes, and stay when the buffer they came in is used again', () => {
  const bytes = Buffer.from(encodeMsgpack({ bytes: Uint8Array.of(1, 2) }));
  const { bytes: read } = decodeMsgpack(bytes, 0, bytes.length) as { bytes: Uint8Array };
  bytes.fill(0);
  assert.deepEqual([...read], [1, 2]);
});

test('what a server would not read is refused', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  for (const value of [circle, 2n ** 64n, () => 1, Symbol('s')]) {
    assert.throws(() => encodeMsgpack(value), EncodeError);
  }
});

test('a count takes no memory before its values are there', () => {
  const bomb = Buffer.from('dd01f00000'.repeat(60), 'hex');
  assert.throws(() => decodeMsgpack(bomb, 0, bomb.length));
});
