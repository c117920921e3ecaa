/** A value as MessagePack can say it: what JSON.stringify would write, and beside that bigints and bytes. */

import { EncodeError } from '../error.js';

/** The deepest nesting that servers read. */
const MAX_DEPTH = 64;

/** Above this, and below its negative half, integers take 64 bits. */
const MAX_UINT32 = 0xffff_ffff;
const MIN_INT32 = -0x8000_0000;

/** A copy that holds nothing else. Throws an {@link EncodeError} at what a server would not read. */
export function sayable(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'number':
      // The packer writes every number beyond 32 bits as a float, which no integer field takes.
      return Number.isInteger(value) && !isShort(value) && fitsIn64(BigInt(value)) ? BigInt(value) : value;
    case 'bigint':
      return short(value);
    case 'object':
      return value === null ? null : sayableObject(value, depth);
    case 'undefined':
      return null;
    case 'function':
    case 'symbol':
      throw new EncodeError(`the message is a ${typeof value}, which MessagePack cannot say; send a value`);
    default:
      return value;
  }
}

function sayableObject(value: object, depth: number): unknown {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (depth === MAX_DEPTH) {
    throw new EncodeError(`the message is nested deeper than ${MAX_DEPTH} levels, or contains itself; flatten it`);
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return sayable(value.toJSON(''), depth + 1);
  }
  if (Array.isArray(value)) {
    return value.map((item) => (isKept(item) ? sayable(item, depth + 1) : null));
  }
  const kept = Object.entries(value).filter(([, item]) => isKept(item));
  return Object.fromEntries(kept.map(([key, item]) => [key, sayable(item, depth + 1)]));
}

function isKept(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

function isShort(value: number): boolean {
  return value >= MIN_INT32 && value <= MAX_UINT32;
}

function short(value: bigint): number | bigint {
  if (!fitsIn64(value)) {
    throw new EncodeError(`${value} does not fit into 64 bits; send it as a string`);
  }
  return isShort(Number(value)) ? Number(value) : value;
}

function fitsIn64(value: bigint): boolean {
  return BigInt.asUintN(64, value) === value || BigInt.asIntN(64, value) === value;
}
