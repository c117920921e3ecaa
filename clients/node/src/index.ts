/**
 * Calls actors of acton-reactive from Node. Read on in the order of the data: `client.ts` has the verbs, `link/` keeps the
 * way to the server, `core/` is the protocol without IO.
 */

export { ActonClient } from './client.js';
export type { Clock, Timer } from './clock.js';
export type { Format } from './core/format.js';
export type { ActonResponse, ActorInfo, Discovery } from './core/reply.js';
export {
  AbortError,
  ActonError,
  ActonTimeoutError,
  DisconnectedError,
  EncodeError,
  type ErrorDetails,
  type Executed,
  ProtocolError,
  ServerError,
} from './error.js';
export type { CallOptions, ClientOptions, Headers } from './options.js';
export type { Push } from './push.js';
export { ActonStream } from './stream.js';
export { Subscription } from './subscription.js';
