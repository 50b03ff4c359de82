/** What the functions of this module remember. It is kept with the clients of the process, so that all module formats share it. */
import type { FireflyClient } from '../client/client.js';
import { defaultClient, plotState } from '../client/registry.js';
import { ArgumentError } from '../errors.js';

/** The cells of `resetLayout` that have a choice of name; that of tables is always `main`. */
export const CHARTS_CELL = 'plots';
export const IMAGES_CELL = 'images';

export function setClient(client: FireflyClient): void {
  const isClient = ['showChart', 'showTable', 'newId'].every(
    (name) => typeof Reflect.get(Object(client), name) === 'function',
  );
  if (!isClient || client.state === 'closed')
    throw new ArgumentError('useClient', 'client', client, 'a FireflyClient that is connected');
  plotState().client = client;
}

export function currentClient(method: string): FireflyClient {
  const { client } = plotState();
  const current = client !== undefined && client.state !== 'closed' ? client : defaultClient();
  if (current !== undefined) return current;
  const remedy = 'connected first: FireflyClient.connect(url), or useClient(client) for a certain one';
  throw new ArgumentError(method, 'a client', undefined, remedy);
}

export function rememberTable(client: FireflyClient, tblId: string | undefined): void {
  const { tables } = plotState();
  if (tblId === undefined) tables.delete(client);
  else tables.set(client, tblId);
}

export function currentTable(method: string, client: FireflyClient, tblId: string | undefined): string {
  const id = tblId ?? plotState().tables.get(client);
  if (id !== undefined) return id;
  throw new ArgumentError(
    method,
    'options.tblId',
    undefined,
    'given, because there was no uploadTable() or useTable() yet',
  );
}
