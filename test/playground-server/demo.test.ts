import { describe, expect, it } from 'vitest';
import { buildCatalog, buildImage, buildRegions, pixelOf } from '../../playground/demo/data.js';
import { writeFitsImage } from '../../playground/demo/fits-image.js';
import { playground, search, uploaded, visibleRows } from './helpers.js';

const catalog = buildCatalog();
const image = buildImage(catalog.stars);
const text = Buffer.from(image).toString('latin1');
const dataStart = Math.ceil((text.search(/END {77}/) + 80) / 2880) * 2880;
const pixels = new DataView(image.buffer, dataStart);

/** A pixel by its FITS coordinates, from 1. */
const pixel = (x: number, y: number) => pixels.getFloat32(((y - 1) * 600 + x - 1) * 4);

describe('the demo catalogue', () => {
  it('holds the bright stars of Orion, brightest first', () => {
    expect(catalog.stars.slice(0, 3).map(({ name }) => name)).toEqual(['Rigel', 'Betelgeuse', 'Bellatrix']);
    expect(catalog.stars.length).toBeGreaterThan(500);
  });

  it('is the same table as IPAC and as CSV', async () => {
    const { url } = await playground();
    const ipac = await search(url, await uploaded(url, 'orion.tbl', catalog.ipac));
    const csv = await search(url, await uploaded(url, 'orion.csv', catalog.csv));
    expect(visibleRows(ipac)).toEqual(visibleRows(csv));
    expect(ipac.totalRows).toBe(catalog.stars.length);
    expect(ipac.tableMeta['EQUINOX']).toBe('J2000');
    expect(ipac.tableData.columns.slice(0, 6).map(({ name, type, units }) => [name, type, units])).toEqual([
      ['hip', 'int', undefined],
      ['name', 'char', undefined],
      ['ra', 'double', 'deg'],
      ['dec', 'double', 'deg'],
      ['vmag', 'double', 'mag'],
      ['bv', 'double', 'mag'],
    ]);
  });
});

describe('the demo image', () => {
  it('is made of whole blocks and cards', () => {
    expect(image.length % 2880).toBe(0);
    expect(image.length).toBe(2880 + Math.ceil((600 * 600 * 4) / 2880) * 2880);
    expect(text.slice(0, 30)).toBe('SIMPLE  =                    T');
  });

  // Pixels counted from 0, worked out from the header by an independent program (astropy).
  it.each([
    ['Rigel', 451.3163, 100.5067],
    ['Betelgeuse', 151.7217, 564.4453],
    ['Bellatrix', 373.8251, 532.0113],
    ['Alnilam', 292.0485, 308.2674],
    ['Alnitak', 258.6407, 286.4653],
  ])('%s is where its header says', (name, x, y) => {
    const star = catalog.stars.find((candidate) => candidate.name === name);
    const place = star && pixelOf(star);
    expect(place?.x).toBeCloseTo(x + 1, 2);
    expect(place?.y).toBeCloseTo(y + 1, 2);
    const [column, row] = [Math.round(x) + 1, Math.round(y) + 1];
    expect(pixel(column, row)).toBeGreaterThan(5000);
    for (const [dx, dy] of [
      [4, 0],
      [-4, 0],
      [0, 4],
      [0, -4],
    ] as const) {
      expect(pixel(column, row)).toBeGreaterThan(5 * pixel(column + dx, row + dy));
    }
  });

  it('is the same every time', () => {
    expect(Buffer.from(buildImage(catalog.stars)).equals(Buffer.from(image))).toBe(true);
  });
});

it('the demo regions are circles around Messier objects', () => {
  expect(buildRegions()).toContain('circle(83.8500,-5.4500,0.6d) # color=cyan text={M42}');
});

describe('writing a FITS image', () => {
  it('refuses what has no place in a header', () => {
    const write = (key: string, value: string | number) =>
      writeFitsImage(1, 1, new Float32Array(1), [{ key, value }]);
    expect(() => write('lower', 1)).toThrow(/no FITS keyword/);
    expect(() => write('TOOLONGKEY', 1)).toThrow(/no FITS keyword/);
    expect(() => write('KEY', Number.NaN)).toThrow(/no place/);
    expect(() => write('KEY', 'x'.repeat(80))).toThrow(/does not fit/);
    expect(() => write('KEY', 'é')).toThrow(/does not fit/);
    expect(() => writeFitsImage(2, 1, new Float32Array(1), [])).toThrow(/1 pixels/);
  });

  it('doubles quotes', () => {
    const file = writeFitsImage(1, 1, new Float32Array([1.5]), [{ key: 'OBJECT', value: "Barnard's" }]);
    expect(Buffer.from(file).toString('latin1')).toContain("OBJECT  = 'Barnard''s'");
    expect(new DataView(file.buffer).getFloat32(2880)).toBe(1.5);
  });
});
