/** Writes the demo data next to the built playground. Run at build time: `d3-celestial` is not there later. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCatalog, buildImage, buildRegions } from './data.js';

const directory = fileURLToPath(new URL('../dist/demo/', import.meta.url));
const catalog = buildCatalog();
await mkdir(directory, { recursive: true });
await Promise.all([
  writeFile(join(directory, 'orion.fits'), buildImage(catalog.stars)),
  writeFile(join(directory, 'orion.tbl'), catalog.ipac),
  writeFile(join(directory, 'orion.csv'), catalog.csv),
  writeFile(join(directory, 'orion.reg'), buildRegions()),
  // The catalogue comes from that package: its licence goes along.
  copyFile(
    createRequire(import.meta.url).resolve('d3-celestial/LICENSE'),
    join(directory, 'LICENSE.d3-celestial.txt'),
  ),
]);
console.log(
  `demo data in ${directory}: orion.fits, orion.tbl, orion.csv, orion.reg (${catalog.stars.length} stars)`,
);
