import { describe, expect, it } from 'vitest';
import { catalogColumns, type TableColumn, type TableModel } from '../../../src/testing/index.js';

const column = (name: string, more: Omit<TableColumn, 'name' | 'type'> = {}): TableColumn => ({
  name,
  type: 'double',
  ...more,
});

function table(
  columns: readonly TableColumn[],
  tableMeta: Readonly<Record<string, string>> = { CatalogOverlayType: 'TRUE' },
  META_INFO: Readonly<Record<string, string>> = {},
): TableModel {
  return { tbl_id: 't', totalRows: 0, request: { META_INFO }, tableMeta, tableData: { columns } };
}

const names = (...list: readonly string[]) => list.map((name) => column(name));
const pair = (model: TableModel) => {
  const found = catalogColumns(model);
  return found && [found.lon, found.lat, found.system];
};

describe('columns of positions', () => {
  it.each([
    [['ra', 'dec'], 'ra', 'dec'],
    [['lon', 'lat'], 'lon', 'lat'],
    [['x', 'ra1', 'dec1'], 'ra1', 'dec1'],
    [['gaia_ra', 'gaia_dec'], 'gaia_ra', 'gaia_dec'],
    [['ra_deg', 'dec_deg'], 'ra_deg', 'dec_deg'],
    [['dec', 'ra', 'ra_error'], 'ra', 'dec'],
  ])('are guessed from the names %j', (list, lon, lat) => {
    expect(pair(table(names(...list)))).toEqual([lon, lat, 'EQ_J2000']);
  });

  it.each([[['ra']], [['ra1', 'dec2']], [['RA', 'DEC']], [['mag', 'color']]])('are not in %j', (list) => {
    expect(catalogColumns(table(names(...list)))).toBeUndefined();
  });

  it('are found by UCD before names, the main ones first', () => {
    const columns = [
      ...names('ra', 'dec'),
      column('a', { UCD: 'pos.eq.ra' }),
      column('b', { UCD: 'pos.eq.dec' }),
    ];
    expect(pair(table(columns))).toEqual(['a', 'b', 'EQ_J2000']);
    const main = [column('m', { UCD: 'pos.eq.ra;meta.main' }), column('n', { UCD: 'pos.eq.dec;meta.main' })];
    expect(pair(table([...columns, ...main]))).toEqual(['m', 'n', 'EQ_J2000']);
    const old = [column('o', { UCD: 'POS_EQ_RA_MAIN' }), column('p', { UCD: 'POS_EQ_DEC_MAIN' })];
    expect(pair(table([...names('ra', 'dec'), ...old]))).toEqual(['o', 'p', 'EQ_J2000']);
  });

  it('are those of ObsCore, by utype or by name', () => {
    expect(pair(table(names('s_ra', 's_dec')))).toEqual(['s_ra', 's_dec', 'EQ_J2000']);
    const utype = (end: string) =>
      `obscore:Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.${end}`;
    const columns = [column('u', { utype: utype('C1') }), column('v', { utype: utype('C2') })];
    expect(pair(table(columns))).toEqual(['u', 'v', 'EQ_J2000']);
  });

  it('are those that the table or the request names, with their system', () => {
    const said = { CatalogOverlayType: 'TRUE', CENTER_COLUMN: 'l;b;GALACTIC' };
    expect(pair(table(names('ra', 'dec', 'l', 'b'), said))).toEqual(['l', 'b', 'GALACTIC']);
    const asked = table(names('l', 'b'), { CatalogOverlayType: 'TRUE' }, { center_column: 'l;b;GAL' });
    expect(pair(asked)).toEqual(['l', 'b', 'GAL']);
    expect(catalogColumns(table(names('ra', 'dec'), { ...said, CENTER_COLUMN: 'x;y;GAL' }))).toBeUndefined();
  });

  it('count only where the table may be overlaid: guesses need leave, FALSE forbids all', () => {
    const standard = [column('a', { UCD: 'pos.eq.ra' }), column('b', { UCD: 'pos.eq.dec' })];
    expect(catalogColumns(table(names('ra', 'dec'), {}))).toBeUndefined();
    expect(pair(table(standard, {}))).toEqual(['a', 'b', 'EQ_J2000']);
    expect(catalogColumns(table(standard, { CatalogOverlayType: 'false' }))).toBeUndefined();
  });

  it('are none in a table of regions', () => {
    expect(catalogColumns(table(names('s_ra', 's_dec', 's_region')))).toBeUndefined();
  });

  it('are turned into degrees', () => {
    const radians = [column('ra', { units: 'rad' }), column('dec', { units: 'rad' })];
    expect(catalogColumns(table(radians))?.toDegrees).toBeCloseTo(57.29578, 5);
    expect(catalogColumns(table(names('ra', 'dec')))?.toDegrees).toBe(1);
  });
});
