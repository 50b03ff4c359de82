/** `TableSearchSpatialBinary`: the coordinates of all rows as numbers of 32 bits, for drawing many. */

import type { DuckDBValue } from '@duckdb/node-api';
import type { CommandHandler } from '../context.js';
import { emptyServerError, type Reply, serverError } from '../http/reply.js';
import { quoteName } from '../tables/database.js';
import { causes } from '../tables/failures.js';
import { paramOf, parseRequest, type TableRequest } from '../tables/request.js';
import { queriedTable, type SavedTable } from '../tables/save/rows.js';
import { QueryFailure, TableFailure } from '../tables/types.js';
import { itemsOf } from '../tables/values.js';

/** Degrees are kept in units of a ten-millionth. */
const SCALE = 1e7;

/** Stands for no coordinate. */
const NONE = 0x7fffffff;

export const spatialBinary: CommandHandler = async ({ params, session }, context) => {
  const text = params.get('request');
  if (text === undefined) return emptyServerError();
  const asked = parseRequest(text);
  const lon = paramOf(asked, 'lonCol');
  const lat = paramOf(asked, 'latCol');
  if (lon === undefined || lat === undefined) return emptyServerError();
  try {
    const request = requestFor(asked, lon, lat);
    const bytes = await context.tables.answer(request, session, async (table, answer) => {
      if (answer instanceof QueryFailure) return undefined;
      const saved = await queriedTable(table, answer.sql, { keywords: [], attributes: {}, derived: false });
      return lon === lat ? coordinatesInOne(saved) : coordinates(saved);
    });
    return bytes === undefined ? emptyServerError() : octets(bytes);
  } catch (error) {
    if (!(error instanceof TableFailure)) throw error;
    const detail = error.detail.replace(/^DataAccessException: /, '');
    return serverError(causes(`edu.caltech.ipac.firefly.server.query.DataAccessException: ${detail}`));
  }
};

function requestFor(request: TableRequest, lon: string, lat: string): TableRequest {
  const params = new Map(request.params);
  params.delete('lonCol');
  params.delete('latCol');
  params.set('inclCols', lon === lat ? quoteName(lon) : `${quoteName(lon)},${quoteName(lat)}`);
  return { ...request, params };
}

function octets(body: Buffer): Reply {
  return { status: 200, contentType: 'application/octet-stream', body };
}

/** First all longitudes, then all latitudes. Where there is no latitude there is no longitude either. */
async function coordinates(table: SavedTable): Promise<Buffer> {
  const writer = new Coordinates(table.totalRows);
  await table.eachBatch(([lon = [], lat = []]) => {
    for (const [i, value] of lon.entries()) {
      const y = numberOf(lat[i] ?? null);
      writer.add(Number.isNaN(y) ? Number.NaN : numberOf(value) || 0, y);
    }
  });
  return writer.bytes;
}

/** Both in one column of arrays; undefined when it has none. */
async function coordinatesInOne(table: SavedTable): Promise<Buffer | undefined> {
  const writer = new Coordinates(table.totalRows);
  let isArray = true;
  await table.eachBatch(([column = []]) => {
    for (const value of column) {
      const items = itemsOf(value);
      isArray &&= items !== undefined;
      writer.add(numberOf(items?.[0] ?? null), numberOf(items?.[1] ?? null));
    }
  });
  return isArray ? writer.bytes : undefined;
}

function numberOf(value: DuckDBValue): number {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
}

class Coordinates {
  readonly bytes: Buffer;
  private row = 0;

  constructor(private readonly rows: number) {
    this.bytes = Buffer.alloc(rows * 8);
  }

  add(lon: number, lat: number): void {
    const x = Number.isNaN(lon) ? NONE : lowBits(lon * SCALE);
    const y = Number.isNaN(lat) ? NONE : clamped(lat * SCALE);
    this.bytes.writeUInt32LE(x, this.row * 4);
    this.bytes.writeInt32LE(y, (this.rows + this.row) * 4);
    this.row += 1;
  }
}

/** The low 32 bits of a whole number of 64; what is beyond them is the largest there is. */
function lowBits(value: number): number {
  if (!Number.isFinite(value)) return value > 0 ? 0xffffffff : 0;
  return Number(BigInt.asUintN(32, BigInt(Math.trunc(value))));
}

function clamped(value: number): number {
  return Math.max(-0x80000000, Math.min(NONE, Math.trunc(value)));
}
