/** What a client says that it awaits no answer to. CANCEL and CREDIT are in JSON, which everybody reads. */

import type { Format } from './format.js';
import { FrameType } from './frame.js';
import type { Outbox } from './outbox.js';

/** The id of what nobody waits for. */
const UNSUBSCRIBE_ID = 'unsubscribe';

/** Something that is written and then forgotten. */
export interface Note {
  write(out: Outbox): void;
}

/** Ends a request. */
export function cancelNote(id: string): Note {
  return { write: (out) => out.struct(FrameType.cancel, 'json', { correlation_id: id }) };
}

/** Lets the server send more items of a stream. */
export function creditNote(id: string, items: number): Note {
  return { write: (out) => out.struct(FrameType.credit, 'json', { correlation_id: id, items }) };
}

/** Ends the subscription to names, or patterns; to all of them if the list is empty. */
export function unsubscribeNote(format: Format, names: readonly string[], arePatterns: boolean): Note {
  const id = { correlation_id: UNSUBSCRIBE_ID };
  return {
    write: (out) =>
      arePatterns
        ? out.struct(FrameType.unsubscribePatterns, format, { ...id, patterns: names })
        : out.struct(FrameType.unsubscribe, format, { ...id, message_types: names }),
  };
}
