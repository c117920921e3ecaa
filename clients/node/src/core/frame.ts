/** The header of a frame: its type, and how it is written. Knows nothing of what a payload means. */

import type { Buffer } from 'node:buffer';

/** The protocol version that is written. */
const VERSION = 2;

/** Bytes of a header as it is written. */
export const HEADER_BYTES = 7;

/** What a frame is, as its header says it. */
export const FrameType = {
  request: 0x01,
  response: 0x02,
  error: 0x03,
  heartbeat: 0x04,
  push: 0x05,
  subscribe: 0x06,
  unsubscribe: 0x07,
  discover: 0x08,
  stream: 0x09,
  subscribePatterns: 0x0a,
  unsubscribePatterns: 0x0b,
  cancel: 0x0c,
  credit: 0x0d,
} as const;

/** One of the values of {@link FrameType}. */
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

/** Writes the header of a frame whose payload has `length` bytes. */
export function writeHeader(buffer: Buffer, at: number, length: number, type: FrameType, format: number): void {
  buffer[at] = length >>> 24;
  buffer[at + 1] = length >>> 16;
  buffer[at + 2] = length >>> 8;
  buffer[at + 3] = length;
  buffer[at + 4] = VERSION;
  buffer[at + 5] = type;
  buffer[at + 6] = format;
}

/** The name of a type, for sentences. */
export function frameName(type: number): string {
  const [name] = Object.entries(FrameType).find(([, value]) => value === type) ?? [`0x${type.toString(16)}`];
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
