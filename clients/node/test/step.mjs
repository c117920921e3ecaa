/** One step of a case, performed with a client, and the lines it comes to. */

import { ActonError } from 'acton-ipc';

/** @import { ActonClient, CallOptions } from 'acton-ipc' */

/**
 * The lines of a step: its own, after those of the steps within it.
 *
 * @param {ActonClient} client
 * @param {any} step
 * @returns {Promise<unknown[]>}
 */
export async function perform(client, step) {
  /** @type {unknown[]} */
  const lines = [];
  try {
    lines.push(await lineOf(client, step, lines));
  } catch (error) {
    lines.push({ error: outcome(error) });
  }
  return lines;
}

/**
 * @param {ActonClient} client
 * @param {any} step
 * @param {unknown[]} before lines of the steps within it
 */
async function lineOf(client, step, before) {
  const options = optionsOf(step);
  switch (Object.keys(step).find((key) => VERBS.includes(key))) {
    case 'call':
      return { value: await client.call(...message(step.call), options) };
    case 'send': {
      const { success, payload, error_code, executed } = await client.send(...message(step.send), options);
      return { response: { success, payload, error_code, executed } };
    }
    case 'post':
      await client.post(...message(step.post), options);
      return { posted: true };
    case 'stream':
      return items(client.stream(...message(step.stream), options), step.take);
    case 'subscribe': {
      const subscription = await client.subscribe(step.subscribe, options);
      for (const inner of step.while ?? []) {
        before.push(...(await perform(client, inner)));
      }
      return pushes(subscription, step.take);
    }
    case 'discover': {
      const { actors, messageTypes } = await client.discover(options);
      return { actors: actors.map(({ name }) => name).sort(), types: messageTypes.sort() };
    }
    case 'ping':
      await client.ping(options);
      return { pong: true };
    case 'together': {
      const all = await Promise.all(step.together.map((/** @type {any} */ inner) => perform(client, inner)));
      return { together: all.map((lines) => lines.at(-1)) };
    }
    case 'close':
      await client.close();
      return { closed: true };
    default:
      throw new Error(`no runner knows the step ${JSON.stringify(step)}`);
  }
}

const VERBS = ['call', 'send', 'post', 'stream', 'subscribe', 'discover', 'ping', 'together', 'close'];

/**
 * @param {any} step
 * @returns {CallOptions}
 */
function optionsOf({ timeout_ms: timeoutMs, headers, retry }) {
  return { timeoutMs, headers, retry };
}

/**
 * @param {any} list
 * @returns {[target: string, messageType: string, payload: unknown]}
 */
function message(list) {
  return list;
}

/**
 * @param {AsyncIterable<unknown>} stream
 * @param {number} [take]
 */
async function items(stream, take = Infinity) {
  /** @type {unknown[]} */
  const taken = [];
  try {
    for await (const item of stream) {
      taken.push(item);
      if (taken.length === take) {
        return { items: taken, end: 'left' };
      }
    }
  } catch (error) {
    return { items: taken, error: outcome(error) };
  }
  return { items: taken, end: 'end' };
}

/**
 * @param {import('acton-ipc').Subscription} subscription
 * @param {number} take
 */
async function pushes(subscription, take) {
  /** @type {unknown[]} */
  const taken = [];
  try {
    for (; taken.length < take; ) {
      const { value: push, done } = await subscription.next();
      if (done) {
        return { pushes: taken, error: null };
      }
      taken.push([push.messageType, push.payload]);
    }
  } catch (error) {
    return { pushes: taken, error: outcome(error) };
  }
  const { missed, gaps } = subscription;
  await subscription.return();
  return { pushes: taken, missed, gaps };
}

/** @param {unknown} error */
function outcome(error) {
  if (!(error instanceof ActonError)) {
    throw error;
  }
  return { code: error.code, executed: error.executed };
}
