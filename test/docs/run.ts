/** Runs examples against a server in memory, in a directory that holds the files they name. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as sdk from 'firefly-client';
import * as data from 'firefly-client/data';
import * as plot from 'firefly-client/plot';
import * as testing from 'firefly-client/testing';
import { vi } from 'vitest';
import { fits } from '../unit/testing/helpers.js';
import { asFunction, needsClient } from './compile.js';
import type { Snippet } from './documents.js';

const STARS = 'name,ra,dec,vmag\nMintaka,83.0,-0.3,2.2\nAlnilam,84.1,-1.2,1.7\nAlnitak,85.2,-1.9,1.8\n';
const REGIONS = 'J2000\ncircle 84.1 -1.2 0.5 # color=cyan\n';

type Run = (
  require: (name: string) => unknown,
  exports: object,
  console: { readonly log: (...values: readonly unknown[]) => void },
  firefly: sdk.FireflyClient | undefined,
) => Promise<void>;

/** What an example has left behind. */
export interface Aftermath {
  readonly printed: readonly string[];
  /** Failures that it did not await. */
  readonly errors: readonly unknown[];
  /** Clients it has not closed. */
  readonly open: number;
}

/** Puts the files in place; gives back how to take them away. */
async function stageFiles(): Promise<() => Promise<void>> {
  const before = process.cwd();
  const directory = await mkdtemp(join(tmpdir(), 'firefly-docs-'));
  await Promise.all([
    writeFile(join(directory, 'm31.fits'), fits(400, 300)),
    writeFile(join(directory, 'stars.csv'), STARS),
    writeFile(join(directory, 'stars.reg'), REGIONS),
  ]);
  process.chdir(directory);
  // No browser is opened, and nothing is remembered on this machine.
  vi.stubEnv('FIREFLY_NO_BROWSER', '1');
  vi.stubEnv('XDG_STATE_HOME', directory);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  return async () => {
    process.chdir(before);
    await rm(directory, { recursive: true });
  };
}

/** `connect` that ends in memory, unless the example brings a transport of its own, and has a viewer open there. */
function connectInMemory(clients: Set<sdk.FireflyClient>, errors: unknown[]) {
  const server = testing.createMemoryServer({ version: '2026.1' });
  return async (url?: string | URL, options: sdk.ConnectOptions = {}): Promise<sdk.FireflyClient> => {
    const own = options.transport !== undefined;
    const transport = options.transport ?? server.transport();
    const client = await sdk.FireflyClient.connect(url, { ...options, transport });
    clients.add(client);
    client.on('error', (error) => errors.push(error));
    if (!own) await server.openViewer(client.channel).ready;
    return client;
  };
}

/** Runs an example to its end. */
export async function run(snippet: Snippet): Promise<Aftermath> {
  const removeFiles = await stageFiles();
  const clients = new Set<sdk.FireflyClient>();
  const errors: unknown[] = [];
  const printed: string[] = [];
  const connect = connectInMemory(clients, errors);
  const modules: Readonly<Record<string, unknown>> = {
    'firefly-client': { ...sdk, FireflyClient: { connect } },
    'firefly-client/data': data,
    'firefly-client/plot': plot,
    'firefly-client/testing': testing,
  };
  const require = createRequire(import.meta.url);
  const log = (...values: readonly unknown[]) => printed.push(values.join(' '));
  try {
    const given = needsClient(snippet.code) ? await connect() : undefined;
    const body = runInThisContext(asFunction(snippet), { filename: snippet.name }) as Run;
    await body((name) => modules[name] ?? require(name), {}, { log }, given);
    await given?.close();
    return { printed, errors, open: [...clients].filter(({ state }) => state !== 'closed').length };
  } finally {
    await Promise.all([...clients].map((client) => client.close()));
    await removeFiles();
  }
}
