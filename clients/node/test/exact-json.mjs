/** JSON that keeps every digit of whole numbers, for lists of cases and golden frames: what no number holds is a bigint. */

/** A string, or a whole number so long that digits may be lost. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Marks such a number while the platform parses; in no list. */
const MARK = '\ue000';

/**
 * Reads it.
 *
 * @param {string} text
 * @returns {any}
 */
export function parse(text) {
  const marked = text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${MARK}${token}"`));
  return JSON.parse(marked, (_, value) => (typeof value === 'string' && value.startsWith(MARK) ? whole(value.slice(1)) : value));
}

/**
 * Writes it on one line: keys sorted, no spaces, ASCII.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function canonical(value) {
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (ArrayBuffer.isView(value)) {
    return canonical([...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([key, item]) => `${canonical(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null).replace(/[^\x00-\x7f]/g, escaped);
}

/** @param {string} digits */
function whole(digits) {
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
}

/** @param {string} unit */
function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
