/** Encoders: a million rows as Parquet and FITS against astropy and a bare loop, an image against a copy that swaps bytes. */
import { encodeFitsImage, encodeFitsTable, encodeParquet, parquetChunks } from 'firefly-client/data';
import { noAstropy } from '../test/support/files-by-astropy.js';
import { astropyTimes, bareLoop, swappingCopy } from './encode/peers.js';
import { COLUMNS, ROWS, sampleTable } from './encode/table.js';
import { beside, type Figure, printFigures, within } from './support/figures.js';

export const about = 'tables and images in memory as files, against astropy and bare loops';

const RUNS = 7;
const SIDE = 4096;

/** Milliseconds of processor time of several runs, after two that warm up: other programs of a busy machine do not count. */
function timed(run: () => Uint8Array): number[] {
  const times: number[] = [];
  for (let round = -2; round < RUNS; round++) {
    const start = process.cpuUsage();
    const { length } = run();
    if (length === 0) throw new Error('Nothing was encoded.');
    const { user, system } = process.cpuUsage(start);
    if (round >= 0) times.push((user + system) / 1000);
  }
  return times;
}

export async function run(): Promise<void> {
  benchTables();
  benchImages();
}

function benchTables(): void {
  const table = sampleTable();
  const parquet = timed(() => encodeParquet(table));
  const fits = timed(() => encodeFitsTable(table));
  const loop = timed(() => bareLoop(table));
  const figures: Figure[] = [];
  const missing = noAstropy();
  if (missing !== undefined) console.log(`  astropy is left out: ${missing}`);
  else {
    const astropy = astropyTimes(RUNS);
    figures.push(within('encodeParquet : astropy, FITS', parquet, astropy, 1 / 3));
    figures.push(within('encodeFitsTable : astropy, FITS', fits, astropy, 1 / 3));
  }
  figures.push(beside('encodeParquet : bare DataView loop', parquet, loop));
  figures.push(beside('encodeFitsTable : bare DataView loop', fits, loop));
  printFigures(`${ROWS.toLocaleString('en')} rows × ${COLUMNS} columns`, ['ours', 'peer'], figures);
  console.log(`  ${memoryOfChunks(table)}`);
}

/** What chunks take that are dropped when the next one comes. */
function memoryOfChunks(table: ReturnType<typeof sampleTable>): string {
  let [bytes, largest] = [0, 0];
  for (const { length } of parquetChunks(table)) {
    bytes += length;
    largest = Math.max(largest, length);
  }
  const inMega = (size: number) => (size / 1e6).toFixed(1);
  return `parquetChunks: ${inMega(bytes)} MB in chunks of at most ${inMega(largest)} MB`;
}

function benchImages(): void {
  const data = new Float32Array(SIDE * SIDE).map((_, index) => index % 1000);
  const ours = timed(() => encodeFitsImage({ data, width: SIDE, height: SIDE }));
  const copy = timed(() => swappingCopy(data));
  printFigures(
    `an image of ${SIDE}² float32`,
    ['ours', 'peer'],
    [within('encodeFitsImage : byte-swapping copy', ours, copy, 2)],
  );
}
