/** What encoders are compared with. */
import { spawnSync } from 'node:child_process';
import type { sampleTable } from './table.js';
import { ROWS } from './table.js';

/** The same table written by astropy as FITS into memory: milliseconds of processor time of several runs. */
export function astropyTimes(runs: number): number[] {
  const program = `
import io, json, time
import numpy as np
from astropy.table import Table
n = ${ROWS}
row = np.arange(n)
table = Table({
  'id': row + 4000000000000000000,
  'ra': (row * 0.00036) % 360,
  'dec': ((row * 7919) % 180000) / 1000 - 90,
  'flux': np.sin(row) * 100,
  'seen': (row & 1).astype(bool),
  'name': np.array(['s' + np.base_repr(r, 36).lower().rjust(6, '0') for r in range(n)]),
})
times = []
for turn in range(-1, ${runs}):
    start = time.process_time()
    table.write(io.BytesIO(), format='fits')
    if turn >= 0: times.append(1000 * (time.process_time() - start))
print(json.dumps(times))`;
  const { status, stdout, stderr } = spawnSync(process.env['PYTHON'] || 'python3', ['-c', program], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`astropy: ${stderr}`);
  return JSON.parse(stdout) as number[];
}

/** Rows of a FITS table by a loop over a DataView, without a header, and without asking whether any value is right. */
export function bareLoop(table: ReturnType<typeof sampleTable>): Uint8Array {
  const { id, ra, dec, flux, seen, name } = table;
  const width = 40;
  const bytes = new Uint8Array(ROWS * width);
  const view = new DataView(bytes.buffer);
  for (let row = 0, at = 0; row < ROWS; row++, at += width) {
    view.setBigInt64(at, id[row] as bigint);
    view.setFloat64(at + 8, ra[row] as number);
    view.setFloat64(at + 16, dec[row] as number);
    view.setFloat64(at + 24, flux[row] as number);
    bytes[at + 32] = seen.values[row] === 1 ? 0x54 : 0x46;
    const text = name[row] as string;
    for (let i = 0; i < 7; i++) bytes[at + 33 + i] = text.charCodeAt(i);
  }
  return bytes;
}

/** A copy of 32-bit numbers with their bytes in the other order. */
export function swappingCopy(data: Float32Array): Uint8Array {
  const from = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const to = new Uint32Array(from.length);
  for (let i = 0; i < from.length; i++) {
    const word = from[i] as number;
    to[i] = (word << 24) | ((word << 8) & 0xff0000) | ((word >>> 8) & 0xff00) | (word >>> 24);
  }
  return new Uint8Array(to.buffer);
}
