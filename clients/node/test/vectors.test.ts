/** The golden frames that every codec agrees on: a client reads answers and writes requests. */

import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { readAnswer, readPush, readStreamItem } from '../src/core/answer.js';
import { decode } from '../src/core/decode.js';
import type { Format } from '../src/core/format.js';
import { FrameType, HEADER_BYTES } from '../src/core/frame.js';
import { Inbox } from '../src/core/inbox.js';
import { Outbox } from '../src/core/outbox.js';
import { RequestMessage } from '../src/core/request.js';
import { canonical, parse } from './exact-json.mjs';

interface Vector {
  name: string;
  type: string;
  format: 'json' | 'messagepack';
  hex: string;
  decoded: any;
  rewritten?: string;
  read_only?: boolean;
}

const FOLDER = new URL('../../../../runtime/wire/vectors/', import.meta.url);

const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && name !== 'malformed.json');

/** Holds positive integers of 64 bits, which msgpackr writes in their signed form: as long, and as legal. */
const SIGNED = 'numbers to their limits, MessagePack';

const TYPES: Readonly<Record<string, FrameType>> = {
  REQUEST: FrameType.request,
  SUBSCRIBE: FrameType.subscribe,
  UNSUBSCRIBE: FrameType.unsubscribe,
  SUBSCRIBE_PATTERNS: FrameType.subscribePatterns,
  UNSUBSCRIBE_PATTERNS: FrameType.unsubscribePatterns,
  DISCOVER: FrameType.discover,
  CANCEL: FrameType.cancel,
  CREDIT: FrameType.credit,
  HEARTBEAT: FrameType.heartbeat,
};

for (const file of FILES) {
  const vectors: Vector[] = parse(readFileSync(new URL(file, FOLDER), 'utf8'));

  test(`every frame of ${file} is read as it is meant`, () => {
    for (const { name, type, hex, decoded } of vectors) {
      const bytes = Buffer.from(hex, 'hex');
      let count = 0;
      const inbox = new Inbox(16 * 1024 * 1024, {
        frame: (_, format, buffer, start, end) => {
          count += 1;
          const value = decode(format, buffer, start, end);
          // Only answers are read here as structs; of a request by position no client has the fields' names.
          if (!Array.isArray(value) || Array.isArray(decoded)) {
            assert.equal(canonical(value), canonical(decoded), name);
          }
          reads(type, value);
        },
      });
      inbox.receive(bytes, bytes.length);
      assert.equal(count, 1, name);
    }
  });

  test(`every frame of ${file} that a client writes is written with these bytes`, () => {
    for (const vector of vectors.filter(({ type, read_only }) => type in TYPES && read_only !== true)) {
      const hex = written(vector);
      const due = vector.rewritten ?? vector.hex;
      if (vector.rewritten !== undefined || vector.name === SIGNED) {
        assert.equal(canonical(payload(hex)), canonical(payload(due)), vector.name);
      } else {
        assert.equal(hex, due, vector.name);
      }
    }
  });
}

/** Throws if a client would not take it. */
function reads(type: string, value: unknown): void {
  if (type === 'RESPONSE' || type === 'ERROR') {
    readAnswer(value);
  } else if (type === 'STREAM') {
    readStreamItem(value);
  } else if (type === 'PUSH') {
    readPush(value);
  }
}

/** What a frame says; of one that was rewritten the payload is as it came, with another codec's escapes. */
function payload(hex: string): unknown {
  const bytes = Buffer.from(hex, 'hex');
  return decode(bytes[HEADER_BYTES - 1] ?? 0, bytes, HEADER_BYTES, bytes.length);
}

function written({ type, format: word, decoded, rewritten }: Vector): string {
  const format: Format = word === 'json' ? 'json' : 'msgpack';
  const out = new Outbox();
  if (type === 'REQUEST') {
    const { correlation_id, target, message_type, payload, response_timeout_ms = 30_000 } = decoded;
    const { expects_reply: expectsReply, expects_stream: expectsStream, headers, stream_credit: streamCredit } = decoded;
    const given = Object.entries({ expectsReply, expectsStream, headers, streamCredit }).filter(([, value]) => (value ?? false) !== false);
    const envelope = { target, messageType: message_type, ...Object.fromEntries(given) };
    new RequestMessage(format, envelope, payload).write(out, correlation_id, response_timeout_ms);
  } else {
    const fields = rewritten !== undefined && type === 'DISCOVER' ? { ...decoded, include_actors: true, include_message_types: true } : decoded;
    out.struct(TYPES[type] as FrameType, format, fields);
  }
  assert.ok(out.length >= HEADER_BYTES);
  return out.take().toString('hex');
}
