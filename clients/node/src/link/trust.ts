/**
 * Whose server we believe: our own user's, root's, and those of users we were told to. Looks at the owner of the socket's
 * file before connecting, since Node has no way to ask the kernel who listens. That is weaker: a file can be replaced
 * between the look and the connection.
 */

import { stat } from 'node:fs/promises';

import { DisconnectedError } from '../error.js';

/** The largest number of a user; the one above it means nobody. */
const LAST_UID = 0xffff_fffe;

/** Rejects with a {@link DisconnectedError} if the file's owner is nobody we trust, or with the system's error. */
export async function checkOwner(path: string, trustUid: number | undefined): Promise<void> {
  const named = [trustUid, trustedUid(process.env)];
  const { uid } = await stat(path);
  if (uid !== process.getuid?.() && uid !== 0 && !named.includes(uid)) {
    const sentence =
      `the socket at ${path} belongs to the user with uid ${uid}, whom we do not trust, and was sent nothing: ` +
      `choose another socket path, or set ACTON_TRUST_UID=${uid} if that user is meant`;
    throw new DisconnectedError(sentence, { executed: 'no', isPassing: false });
  }
}

/** The uid in `$ACTON_TRUST_UID`; unset and empty are `undefined`. */
export function trustedUid(environment: NodeJS.ProcessEnv): number | undefined {
  const { ACTON_TRUST_UID: value } = environment;
  if (!value) {
    return undefined;
  }
  if (!/^\d+$/.test(value) || Number(value) > LAST_UID) {
    const sentence = 'ACTON_TRUST_UID does not hold the number of a user: set it to a uid such as 1000, or unset it';
    throw new DisconnectedError(sentence, { executed: 'no', isPassing: false });
  }
  return Number(value);
}
