/** What is shown: real files from the folder that `BENCH_DATA` names, else made ones of the same size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCatalog, buildImage } from '../../playground/demo/data.js';

const folder = process.env['BENCH_DATA'];
const [TABLE, IMAGE] = ['2mass-m31-2412rows.tbl', 'wise-m31-3a-1.fits'];

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function tableSample(): Sample {
  if (folder !== undefined) return { name: TABLE, bytes: readFileSync(join(folder, TABLE)) };
  const columns = Array.from({ length: 44 }, (_, index) => `c${index}`);
  const lines = Array.from({ length: 2412 }, (_, row) =>
    columns
      .map((_, column) => (column % 5 === 4 ? `w${row % 97}` : (Math.sin(row * 7 + column) * 100).toFixed(6)))
      .join(),
  );
  return {
    name: 'made.csv, 2,412 rows × 44 columns',
    bytes: new TextEncoder().encode(`${columns.join()}\n${lines.join('\n')}\n`),
  };
}

export function imageSample(): Sample {
  if (folder !== undefined) return { name: IMAGE, bytes: readFileSync(join(folder, IMAGE)) };
  return { name: 'made.fits, 600 × 600 pixels', bytes: buildImage(buildCatalog().stars) };
}

/** A CSV of a million rows and six columns: two crowds in the sky. */
export function millionRows(count = 1_000_000): Uint8Array {
  let seed = 1;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const bell = () => random() + random() + random() - 1.5;
  const lines = ['id,ra,dec,mag,flux,name'];
  for (let id = 0; id < count; id++) {
    const place = id % 3 === 0 ? 0.8 : 0;
    lines.push(
      `${id},${(10 + place + bell()).toFixed(6)},${(41 + place + bell()).toFixed(6)},${(12 + random() * 8).toFixed(3)},${(random() * 1e4).toFixed(2)},s${id}`,
    );
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** A CSV of 100 rows and ten thousand columns: numbers, numbers of a few values, words. */
export function wideRows(columns = 10_000, rows = 100): Uint8Array {
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  const cell = (row: number, column: number) => {
    if (column % 5 === 4) return `w${(row * 7 + column) % 97}`;
    return column % 5 === 3 ? String((row + column) % 10) : (Math.sin(row * 7 + column) * 100).toFixed(4);
  };
  const lines = Array.from({ length: rows }, (_, row) =>
    names.map((_name, column) => cell(row, column)).join(),
  );
  return new TextEncoder().encode(`${names.join()}\n${lines.join('\n')}\n`);
}
