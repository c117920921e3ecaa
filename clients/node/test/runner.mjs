/** The Node face of the cases that every client runs: performs the cases it is told and prints what each step came to. */

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { ActonClient } from 'acton-ipc';

import { canonical, parse } from './exact-json.mjs';
import { perform } from './step.mjs';

const LISTS = ['good', 'bad'].map((name) => new URL(`../../cases/${name}.json`, import.meta.url));

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    format: { type: 'string' },
    // `--list FILE FILE`: all but the first are positional.
    list: { type: 'string', multiple: true },
  },
});
const format = flags.format === 'msgpack' ? 'msgpack' : 'json';
const lists = flags.list === undefined ? LISTS : [...flags.list, ...positionals];
const cases = lists.flatMap((list) => spelledOut(parse(readFileSync(list, 'utf8'))));
// The program's own streams are open once they were looked at.
void [process.stdin, process.stdout, process.stderr];
// Each line has the path of a server's socket, a tab and the name of a case, which ends with an empty line.
for await (const told of createInterface({ input: process.stdin })) {
  const [socket, wanted] = told.split('\t');
  const found = cases.find(({ name }) => name === wanted);
  if (found === undefined) {
    throw new Error(`no list has a case called ${wanted}`);
  }
  const before = process.getActiveResourcesInfo().length;
  const client = new ActonClient(socket, { format });
  for (const step of found.does) {
    for (const line of await perform(client, step)) {
      console.log(canonical(line));
    }
  }
  await client.close();
  // A client that leaves a socket or a timer behind would keep its program from ending: the case does not end either.
  while (process.getActiveResourcesInfo().length > before) {
    await setImmediate();
  }
  console.log();
}

/**
 * The value with every `{"repeat": text, "times": n}` spelled out.
 *
 * @param {any} value
 * @returns {any}
 */
function spelledOut(value) {
  if (Array.isArray(value)) {
    return value.map(spelledOut);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if ('repeat' in value && 'times' in value && Object.keys(value).length === 2) {
    return value.repeat.repeat(value.times);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelledOut(item)]));
}
