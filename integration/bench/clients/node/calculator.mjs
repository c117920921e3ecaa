/**
 * What the calculator is asked, and its two protobuf messages. Needs Node alone.
 *
 * `AddRequest { int32 a = 1; int32 b = 2; }` and `AddResult { int32 sum = 1; }` are written and read by hand, so that
 * no code has to be generated.
 */

export const A = 10;
export const B = 1000;
export const SUM = A + B;

/** A field's number, and that a varint follows. */
const FIRST = 0x08;
const SECOND = 0x10;

/** The most bytes an AddRequest has. */
const MOST_BYTES = 22;

/** An AddRequest as protobuf. */
export function addRequest({ a, b }) {
  const bytes = Buffer.allocUnsafe(MOST_BYTES);
  const end = writeField(bytes, writeField(bytes, 0, FIRST, a), SECOND, b);
  return bytes.subarray(0, end);
}

/** The AddResult that protobuf bytes are. */
export function addResult(bytes) {
  // A zero is left out.
  let sum = 0;
  if (bytes.length > 0 && bytes[0] !== FIRST) {
    throw new Error(`${bytes.toString('hex')} is no AddResult`);
  }
  // What is shifted beyond 32 bits only extends the sign.
  for (let at = 1; at < Math.min(bytes.length, 6); at += 1) {
    sum |= (bytes[at] & 0x7f) << (7 * (at - 1));
  }
  return { sum };
}

function writeField(bytes, at, field, value) {
  bytes[at] = field;
  at += 1;
  // Negative numbers are sent as 64 bits of two's complement.
  let left = value < 0 ? BigInt.asUintN(64, BigInt(value)) : value;
  for (; left > 0x7f; at += 1) {
    bytes[at] = Number(typeof left === 'bigint' ? left & 0x7fn : left & 0x7f) | 0x80;
    left = typeof left === 'bigint' ? left >> 7n : left >>> 7;
  }
  bytes[at] = Number(left);
  return at + 1;
}
