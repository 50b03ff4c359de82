/** The files of the contract cases: real stars, from the demo. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCatalog, buildImage } from '../../playground/demo/data.js';
import type { Samples } from './stage.js';

export async function makeSamples(): Promise<Samples & { remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'firefly-contract-'));
  const catalog = buildCatalog();
  const image = join(directory, 'orion.fits');
  const table = join(directory, 'orion.tbl');
  await Promise.all([writeFile(image, buildImage(catalog.stars)), writeFile(table, catalog.ipac)]);
  return {
    image,
    table,
    rows: catalog.stars.length,
    secondName: catalog.stars[1]?.name ?? '',
    bright: catalog.stars.filter(({ vmag }) => vmag < 3).length,
    remove: () => rm(directory, { recursive: true }),
  };
}
