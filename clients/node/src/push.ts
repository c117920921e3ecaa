/** One broadcast, as a subscriber receives it. */

/** A push. Subscriptions of one client that overlap are given the same payload object. */
export interface Push<T = unknown> {
  /** The registered name of the message's type. */
  messageType: string;
  /** The message. */
  payload: T;
  /** The actor that broadcast it, if one did. */
  sourceActor: string | null;
  /** When the server sent it, in Unix milliseconds. */
  timestampMs: number;
  /** Its number among the pushes of this type on this connection, from 0; a gap is a loss. Null: the server does not count. */
  sequence: number | null;
}
