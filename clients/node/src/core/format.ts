/** The two ways a message becomes bytes, and the byte that names each in a frame's header. */

/**
 * How messages become bytes: `'json'`, or `'msgpack'`, which is smaller, knows 64-bit integers and bytes, and needs the
 * package msgpackr.
 */
export type Format = 'json' | 'msgpack';

/** The header's byte for JSON. */
export const JSON_BYTE = 0x01;

/** The header's byte for MessagePack. */
export const MSGPACK_BYTE = 0x02;
