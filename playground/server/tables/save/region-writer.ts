/** A DS9 region file with a point for each row. */

import { causes } from '../failures.js';
import { itemsOf } from '../values.js';
import { SaveFailure } from './failure.js';
import { valueText } from './java-text.js';
import type { SavedTable } from './rows.js';
import type { Sink } from './sink.js';

/** `centerCols` are the names of the columns with the coordinates, or of one with both, joined by a comma. */
export async function writeRegions(
  table: SavedTable,
  centerCols: string | undefined,
  sink: Sink,
): Promise<void> {
  if (centerCols === undefined) throw missingColumns();
  const [lon = '', lat] = centerCols.split(',');
  if (lat === undefined) throw tooFewColumns();
  const columns = [lon, lat].map((name) => table.columns.findIndex(({ model }) => model.name === name));
  const [lonIndex = -1, latIndex = -1] = columns;
  await sink.write('J2000; color=blue');
  await table.eachBatch(async (batch, rows) => {
    let text = '';
    for (let row = 0; row < rows; row++) {
      const both = lonIndex === latIndex ? itemsOf(batch[lonIndex]?.[row] ?? null) : undefined;
      const [x, y] = both ?? [batch[lonIndex]?.[row], batch[latIndex]?.[row]];
      const told = [x ?? null, y ?? null].map((value) => valueText(value, 'double'));
      const isPoint = told.every((value) => value !== undefined);
      text += isPoint ? `\npoint    ${told.join('    ')} # 10 point=circle` : '\n';
    }
    await sink.write(text);
  });
}

const ACCESS = 'edu.caltech.ipac.firefly.server.query.DataAccessException: ';

function missingColumns(): SaveFailure {
  const text = 'java.io.IOException: Unable to find center columns';
  return new SaveFailure(causes(`${ACCESS}${text}`, text));
}

function tooFewColumns(): SaveFailure {
  const reason = 'java.lang.ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 1';
  const text = `java.io.IOException: ${reason}`;
  return new SaveFailure(causes(`${ACCESS}${text}`, text, reason));
}
