/** What verbs give back, made from the server's answers. */

import { type Executed, ServerError } from '../error.js';
import type { Answer, Fields } from './answer.js';
import { notParsed } from './decode.js';
import { cut } from './ending.js';

/** The server's answer to a `send`, its names as on the wire. All but the last are always there. */
export interface ActonResponse<T = unknown> {
  /** Whether there is a reply rather than an error. */
  success: boolean;
  /** The reply; null with an error. */
  payload: T | null;
  /** The sentence for people; null on success. */
  error: string | null;
  /** The stable code to decide by; null on success. */
  error_code: string | null;
  /** Whether the handler ran. */
  executed: Executed;
  /** When asking again has a chance, in milliseconds, if the server said so. */
  retry_after_ms?: number;
}

/** What a server exposes. */
export interface Discovery {
  /** The exposed actors, as the server orders them: by name. */
  actors: ActorInfo[];
  /** The names of the registered message types. */
  messageTypes: string[];
  /** The newest protocol version that the server speaks. */
  protocolVersion: number;
}

/** One exposed actor. */
export interface ActorInfo {
  /** The name to call it by. */
  name: string;
  /** The name of this life of it. */
  ern: string;
}

/** The response that an answer is. */
export function responseOf(answer: Answer, failed: boolean): ActonResponse {
  const { payload = null, retry_after_ms } = answer;
  if (!failed) {
    return { success: true, payload, error: null, error_code: null, executed: 'yes' };
  }
  return {
    success: false,
    payload,
    error: cut(answer.error ?? 'the server gave no reason'),
    error_code: cut(answer.error_code ?? 'UNKNOWN'),
    executed: answer.executed ?? 'maybe',
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  };
}

/** The response that says the same as an error of the server's. */
export function responseOfError(error: ServerError): ActonResponse {
  const { message, code, executed, retryAfterMs } = error;
  return {
    success: false,
    payload: null,
    error: message,
    error_code: code,
    executed,
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
  };
}

/** Reads the answer to a DISCOVER. Throws an Ending if it is none. */
export function readDiscovery(fields: Fields): Discovery {
  const { actors = [], message_types: messageTypes = [], protocol_version: version } = fields;
  if (!isList(actors, isActor) || !isList(messageTypes, isText)) {
    throw notParsed('the actors or message types of a discovery are not named');
  }
  return { actors: actors.map(({ name, ern }) => ({ name, ern })), messageTypes, protocolVersion: newest(version) };
}

function isList<T>(value: unknown, holds: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(holds);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isActor(value: unknown): value is ActorInfo {
  return typeof value === 'object' && value !== null && 'name' in value && 'ern' in value && isText(value.name) && isText(value.ern);
}

function newest(version: unknown): number {
  const known = typeof version === 'object' && version !== null && 'max_supported' in version;
  return known && typeof version.max_supported === 'number' ? version.max_supported : 0;
}
