/** Frames as a server reads and writes them, in tests. */

import { Buffer } from 'node:buffer';

import { decode } from '../src/core/decode.js';
import { FrameType, frameName } from '../src/core/frame.js';
import { Inbox } from '../src/core/inbox.js';
import { Outbox } from '../src/core/outbox.js';
import type { Format } from '../src/core/format.js';

/** A frame, its payload decoded. */
export interface Frame {
  type: string;
  body: any;
}

/** The bytes of a frame. */
export function frame(type: FrameType, body: object, format: Format = 'json'): Buffer {
  const out = new Outbox();
  out.struct(type, format, body);
  return Buffer.from(out.take());
}

/** Cuts frames out of bytes, and gives each to `take`. */
export function frames(take: (frame: Frame) => void): Inbox {
  return new Inbox(16 * 1024 * 1024, {
    frame: (type, format, buffer, start, end) => take({ type: frameName(type), body: decode(format, buffer, start, end) }),
  });
}
