/** Which columns of a table hold a position on the sky: Firefly draws such tables on its images. */
import { isRecord } from '../schema/json.js';
import type { JsonObject, TableColumn, TableModel } from './engine.js';

/** The columns of longitude and latitude, and the system they are in. */
export interface CenterColumns {
  readonly lon: string;
  readonly lat: string;
  /** `EQ_J2000`, `GALACTIC`, …, as the table says. */
  readonly system: string;
  /** What makes degrees of their values. */
  readonly toDegrees: number;
}

type Pair = readonly [TableColumn, TableColumn];

const META_NAMES = ['CENTER_COLUMN', 'CatalogCoordColumns', 'positionCoordColumns'];
const UCDS = ['pos.eq.ra', 'pos.eq.dec'] as const;
const OLD_UCDS = ['POS_EQ_RA_MAIN', 'POS_EQ_DEC_MAIN'] as const;
const UTYPES = [
  'Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1',
  'Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2',
] as const;
const DEGREES_PER_RADIAN = 180 / Math.PI;

/**
 * The columns of a table that is a catalogue; undefined when it is none. `CatalogOverlayType` in what the table says of
 * itself allows names to be guessed, `FALSE` forbids all; without it only what the standards define counts.
 */
export function catalogColumns(table: TableModel): CenterColumns | undefined {
  const overlay = metaOf(table, 'CatalogOverlayType')?.toUpperCase();
  if (overlay === 'FALSE' || overlay === 'IMAGE_PTS' || hasRegions(table)) return undefined;
  const said = META_NAMES.map((name) => metaOf(table, name)).find((value) => value !== undefined);
  if (overlay !== undefined && said !== undefined) return saidColumns(table, said);
  const columns = table.tableData?.columns ?? [];
  const pair = standardPair(columns) ?? (overlay === undefined ? undefined : guessedPair(columns));
  return pair && centerColumns(table, pair[0].name, pair[1].name, 'EQ_J2000');
}

/** Tables may say it themselves, or the request that asked for them. Capitals do not count. */
function metaOf(table: TableModel, name: string): string | undefined {
  const { META_INFO } = table.request;
  return valueIn(table.tableMeta, name) ?? valueIn(isRecord(META_INFO) ? META_INFO : undefined, name);
}

function valueIn(meta: JsonObject | undefined, name: string): string | undefined {
  const key = Object.keys(meta ?? {}).find((one) => one.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? undefined : meta?.[key];
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** `ra;dec;EQ_J2000` */
function saidColumns(table: TableModel, said: string): CenterColumns | undefined {
  const [lon = '', lat = '', system, ...more] = said.split(';').map((part) => part.trim());
  if (system === undefined || more.length > 0) return undefined;
  const names = new Set((table.tableData?.columns ?? []).map(({ name }) => name));
  return names.has(lon) && names.has(lat) ? centerColumns(table, lon, lat, system) : undefined;
}

function centerColumns(table: TableModel, lon: string, lat: string, system: string): CenterColumns {
  const units = [lon, lat].map(
    (name) => table.tableData?.columns.find((column) => column.name === name)?.units,
  );
  const inRadians = units.every((unit) => /^rad/i.test(unit ?? ''));
  const inDegrees = units.every((unit) => /^deg/i.test(unit ?? ''));
  const ofAfw = metaOf(table, 'HIERARCH.AFW_TABLE_VERSION') !== undefined;
  const toDegrees = inRadians || (ofAfw && !inDegrees) ? DEGREES_PER_RADIAN : 1;
  return { lon, lat, system, toDegrees };
}

/** By UCD, by utype, or by the names of ObsCore. */
function standardPair(columns: readonly TableColumn[]): Pair | undefined {
  return ucdPair(columns) ?? utypePair(columns) ?? namedPair(columns, 's_ra', 's_dec');
}

function ucdPair(columns: readonly TableColumn[]): Pair | undefined {
  const [lons = [], lats = []] = [0, 1].map((side) =>
    columns.filter(
      (column) => hasUcd(column, UCDS[side as 0 | 1]) || hasUcd(column, OLD_UCDS[side as 0 | 1]),
    ),
  );
  const main = pairOf(lons.filter(isMain), lats.filter(isMain));
  if (main) return main;
  const exact = (list: readonly TableColumn[], ucd: string) => {
    const same = list.filter((column) => ucdOf(column) === ucd);
    return same.find(({ type }) => type === 'double' || type === 'float') ?? same[0];
  };
  const [lon, lat] = [exact(lons, UCDS[0]), exact(lats, UCDS[1])];
  if (lon && lat) return [lon, lat];
  return lons.length === lats.length ? pairOf(lons, lats) : undefined;
}

function isMain(column: TableColumn): boolean {
  return hasUcd(column, 'meta.main', 1) || OLD_UCDS.some((ucd) => hasUcd(column, ucd));
}

function utypePair(columns: readonly TableColumn[]): Pair | undefined {
  const [lons = [], lats = []] = UTYPES.map((utype) =>
    columns.filter((column) =>
      String(column['utype'] ?? '')
        .toLowerCase()
        .includes(utype.toLowerCase()),
    ),
  );
  return lons.length === lats.length ? pairOf(lons, lats) : undefined;
}

function pairOf(lons: readonly TableColumn[], lats: readonly TableColumn[]): Pair | undefined {
  return lons[0] && lats[0] ? [lons[0], lats[0]] : undefined;
}

function namedPair(columns: readonly TableColumn[], lonName: string, latName: string): Pair | undefined {
  const named = (name: string) => columns.find((column) => column.name.toLowerCase() === name);
  const [lon, lat] = [named(lonName), named(latName)];
  return lon && lat && [lon, lat];
}

/** `ra` and `dec`, `lon` and `lat`, or names made of them in the same way: `ra1`, `gaia_ra`, `ra_deg`. */
function guessedPair(columns: readonly TableColumn[]): Pair | undefined {
  return (
    exactPair(columns, 'ra', 'dec') ??
    exactPair(columns, 'lon', 'lat') ??
    madePair(columns, 'ra', 'dec') ??
    madePair(columns, 'lon', 'lat')
  );
}

function exactPair(columns: readonly TableColumn[], lonName: string, latName: string): Pair | undefined {
  const [lon, lat] = [lonName, latName].map((name) => columns.find((column) => column.name === name));
  return lon && lat && [lon, lat];
}

function madePair(columns: readonly TableColumn[], lonName: string, latName: string): Pair | undefined {
  const ends = (name: string) => new RegExp(`^[A-Za-z_]*[-_]?${name}[1-9]*$`);
  const begins = (name: string) => new RegExp(`^${name}[-_].*$`);
  for (const pattern of [ends, begins]) {
    const [lon, lat] = [lonName, latName].map((name) =>
      columns.find((column) => pattern(name).test(column.name)),
    );
    if (lon && lat)
      return lon.name.replace(lonName, '') === lat.name.replace(latName, '') ? [lon, lat] : undefined;
  }
  return undefined;
}

/** A table of regions on the sky is drawn as such, not as points. */
function hasRegions(table: TableModel): boolean {
  return (table.tableData?.columns ?? []).some(
    (column) =>
      column.name.toLowerCase() === 's_region' ||
      (hasUcd(column, 'pos.outline') && hasUcd(column, 'obs.field', 1)),
  );
}

const ucdOf = (column: TableColumn): string => String(column['UCD'] ?? '');

/** `from`: the first place in the list of words that counts. */
function hasUcd(column: TableColumn, word: string, from = 0): boolean {
  const words = ucdOf(column).toLowerCase().split(';');
  return words.indexOf(word.toLowerCase(), from) >= 0;
}
