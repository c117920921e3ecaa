/** A request to an actor. Its payload is encoded once, when it is asked; its envelope when it is written. */

import { Buffer } from 'node:buffer';

import { EncodeError } from '../error.js';
import type { Format } from './format.js';
import { FrameType } from './frame.js';
import { encodeJson } from './json.js';
import type { Message } from './message.js';
import { encodeMsgpack } from './msgpack.js';
import type { Outbox } from './outbox.js';

/** The largest payload a frame may have, in bytes. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

/** Envelope bytes beside the caller's own strings, at most. */
const ENVELOPE_BYTES = 1024;

/** Bytes that one unit of a string takes at most, when JSON escapes it. */
const ESCAPED_BYTES = 6;

/** What the server takes `response_timeout_ms` to be where it is left out, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** Addresses, and headers, whose JSON is remembered; then they are forgotten and learned anew. */
const REMEMBERED = 1024;

/** The mark of a map with fewer than 16 entries; their number is its lower half. */
const SMALL_MAP = 0x80;

/** The key `payload`, as MessagePack says it: a short string of 7 bytes. */
const PAYLOAD_KEY = Buffer.from('\xa7payload', 'latin1');

/** What an envelope says beside its id and its payload. */
export interface Envelope {
  target: string;
  messageType: string;
  expectsReply?: boolean;
  expectsStream?: boolean;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Items the server may send ahead. */
  streamCredit?: number | undefined;
}

/** A request. */
export class RequestMessage implements Message {
  readonly bytes: number;
  readonly #envelope: Envelope;
  readonly #payload: string | Uint8Array;

  /** Encodes the payload; throws an {@link EncodeError} if it cannot be sent. */
  constructor(format: Format, envelope: Envelope, payload: unknown) {
    this.#envelope = envelope;
    this.#payload = format === 'json' ? encodeJson(payload) : encodeMsgpack(payload);
    this.bytes = typeof this.#payload === 'string' ? byteLength(this.#payload) : this.#payload.length;
    if (this.bytes > MAX_PAYLOAD_BYTES / 2) {
      checkSize(this.bytes, envelope);
    }
  }

  write(out: Outbox, id: string, leftMs: number): void {
    const payload = this.#payload;
    if (typeof payload === 'string') {
      const { target, messageType } = this.#envelope;
      const text = `{"correlation_id":${quoted(id)}${address(target, messageType)}${payload}${tail(this.#envelope, leftMs)}`;
      out.json(FrameType.request, text);
    } else {
      out.msgpack(FrameType.request, ...packed(this.#envelope, id, payload, leftMs));
    }
  }
}

/** A text's bytes; fewer than 4 KiB need no exact count. */
function byteLength(text: string): number {
  return text.length < ENVELOPE_BYTES ? text.length : Buffer.byteLength(text);
}

function checkSize(bytes: number, envelope: Envelope): void {
  const headers = Object.entries(envelope.headers ?? {}).flat();
  const strings = [envelope.target, envelope.messageType, ...headers].reduce((sum, text) => sum + text.length + 1, 0);
  const limit = MAX_PAYLOAD_BYTES - ENVELOPE_BYTES - ESCAPED_BYTES * strings;
  if (bytes > limit) {
    const sentence = `the message has ${bytes} bytes and a frame holds at most ${limit}; send it in parts`;
    throw new EncodeError(sentence, 'PAYLOAD_TOO_LARGE');
  }
}

function quoted(id: string): string {
  return /^\d+$/.test(id) ? `"${id}"` : JSON.stringify(id);
}

const addresses = new Map<string, Map<string, string>>();
let remembered = 0;

function address(target: string, messageType: string): string {
  return addresses.get(target)?.get(messageType) ?? learn(target, messageType);
}

function learn(target: string, messageType: string): string {
  if (remembered === REMEMBERED) {
    addresses.clear();
    remembered = 0;
  }
  const text = `,"target":${JSON.stringify(target)},"message_type":${JSON.stringify(messageType)},"payload":`;
  const types = addresses.get(target) ?? new Map<string, string>();
  addresses.set(target, types.set(messageType, text));
  remembered += 1;
  return text;
}

function tail(envelope: Envelope, leftMs: number): string {
  let text = envelope.expectsReply ? ',"expects_reply":true' : '';
  if (envelope.expectsStream) {
    text += ',"expects_stream":true';
  }
  if (leftMs !== DEFAULT_TIMEOUT_MS) {
    text += `,"response_timeout_ms":${leftMs}`;
  }
  if (envelope.headers !== undefined) {
    text += `,"headers":${JSON.stringify(envelope.headers)}`;
  }
  if (envelope.streamCredit !== undefined) {
    text += `,"stream_credit":${envelope.streamCredit}`;
  }
  return `${text}}`;
}

/** An envelope around a payload that is MessagePack already: the maps before and behind it become one. */
function packed(envelope: Envelope, id: string, payload: Uint8Array, leftMs: number): Uint8Array[] {
  const { target, messageType, expectsReply, expectsStream, headers, streamCredit } = envelope;
  const before = encodeMsgpack({ correlation_id: id, target, message_type: messageType });
  const behind = encodeMsgpack({
    expects_reply: expectsReply,
    expects_stream: expectsStream,
    response_timeout_ms: leftMs === DEFAULT_TIMEOUT_MS ? undefined : leftMs,
    headers,
    stream_credit: streamCredit,
  });
  // The payload is one entry more.
  const head = Uint8Array.of(SMALL_MAP | (entries(before) + 1 + entries(behind)));
  return [head, before.subarray(1), PAYLOAD_KEY, payload, behind.subarray(1)];
}

/** How many entries a map of fewer than 16 has. */
function entries(map: Uint8Array): number {
  return (map[0] ?? 0) & 0x0f;
}
