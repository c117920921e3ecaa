/** What a server says, as its frames hold it: shapes that are checked before they are believed. */

import type { Executed } from '../error.js';
import { notParsed } from './decode.js';

/** What says that there is no reply. */
export interface Refusal {
  error: string | null | undefined;
  error_code: string | null | undefined;
  executed: Executed | undefined;
  retry_after_ms: number | undefined;
}

/** A RESPONSE or an ERROR, to whatever was asked. */
export interface Answer extends Refusal {
  correlation_id: string;
  success: boolean;
  payload: unknown;
  /** All the fields, for answers of other structs. */
  fields: Fields;
}

/** A STREAM frame. */
export interface StreamItem extends Refusal {
  correlation_id: string;
  sequence: number;
  is_final: boolean;
  /** Whether there is a payload. */
  hasPayload: boolean;
  payload: unknown;
}

/** A PUSH frame. */
export interface PushFrame {
  message_type: string;
  source_actor: string | undefined;
  payload: unknown;
  timestamp_ms: number;
  sequence: number | undefined;
}

/** The fields of a decoded struct. */
export type Fields = Record<string, unknown>;

const ANSWER = ['correlation_id', 'success', 'error', 'error_code', 'payload', 'executed', 'retry_after_ms'];
const ITEM = ['correlation_id', 'sequence', 'is_final', ...ANSWER.slice(2)];
const PUSH = ['notification_id', 'message_type', 'source_actor', 'payload', 'timestamp_ms', 'sequence'];

/** Reads a RESPONSE or an ERROR. Throws an Ending if it is none. */
export function readAnswer(value: unknown): Answer {
  const fields = fieldsOf(value, ANSWER);
  return {
    correlation_id: text(fields, 'correlation_id'),
    success: flag(fields, 'success'),
    error: optionalText(fields, 'error'),
    error_code: optionalText(fields, 'error_code'),
    payload: fields['payload'],
    executed: executed(fields),
    retry_after_ms: optionalCount(fields, 'retry_after_ms'),
    fields,
  };
}

/** Reads a STREAM frame. Throws an Ending if it is none. */
export function readStreamItem(value: unknown): StreamItem {
  const fields = fieldsOf(value, ITEM);
  const is_final = flag(fields, 'is_final');
  const { payload } = fields;
  return {
    correlation_id: text(fields, 'correlation_id'),
    sequence: count(fields, 'sequence'),
    is_final,
    error: optionalText(fields, 'error'),
    error_code: optionalText(fields, 'error_code'),
    // Servers that write null for what is absent end every stream with one.
    hasPayload: payload !== undefined && !(is_final && payload === null),
    payload,
    executed: executed(fields),
    retry_after_ms: optionalCount(fields, 'retry_after_ms'),
  };
}

/** Reads a PUSH frame. Throws an Ending if it is none. */
export function readPush(value: unknown): PushFrame {
  const fields = fieldsOf(value, PUSH);
  text(fields, 'notification_id');
  if (fields['payload'] === undefined) {
    throw notParsed('the field payload is missing');
  }
  return {
    message_type: text(fields, 'message_type'),
    source_actor: optionalText(fields, 'source_actor') ?? undefined,
    payload: fields['payload'],
    timestamp_ms: count(fields, 'timestamp_ms'),
    sequence: optionalCount(fields, 'sequence'),
  };
}

/** The fields of a map, or of a list that has them by position. */
function fieldsOf(value: unknown, names: readonly string[]): Fields {
  if (Array.isArray(value)) {
    return Object.fromEntries(names.map((name, index) => [name, value[index]]));
  }
  if (typeof value !== 'object' || value === null) {
    throw notParsed('it is not an object');
  }
  return value as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : wrong(name, 'a string');
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  return typeof value === 'boolean' ? value : wrong(name, 'true or false');
}

function count(fields: Fields, name: string): number {
  const value = fields[name];
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && Number.isInteger(number) ? number : wrong(name, 'a whole number');
}

function optionalText(fields: Fields, name: string): string | undefined {
  return (fields[name] ?? undefined) === undefined ? undefined : text(fields, name);
}

function optionalCount(fields: Fields, name: string): number | undefined {
  return (fields[name] ?? undefined) === undefined ? undefined : count(fields, name);
}

function executed(fields: Fields): Executed | undefined {
  const value = optionalText(fields, 'executed');
  return value === 'no' || value === 'maybe' || value === 'yes' ? value : undefined;
}

function wrong(name: string, expected: string): never {
  throw notParsed(`the field ${name} is not ${expected}`);
}
