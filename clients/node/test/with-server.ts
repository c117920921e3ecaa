/** What nearly every test begins and ends with: a scripted server and its client. */

import type { TestContext } from 'node:test';

import { ActonClient, type ClientOptions } from '../src/index.js';
import { ScriptedServer } from './scripted-server.js';

/** A server, and a client of it, until the test is over. */
export async function withServer(t: TestContext, options?: ClientOptions): Promise<{ server: ScriptedServer; client: ActonClient }> {
  const server = await ScriptedServer.start();
  const client = new ActonClient(server.path, options);
  t.after(async () => {
    await client.close();
    await server.stop();
  });
  return { server, client };
}
