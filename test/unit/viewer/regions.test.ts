import { describe, expect, it } from 'vitest';
import type { Sky, Spot } from '../../../playground/viewer/images/coordinates.js';
import { cssFont } from '../../../playground/viewer/images/region-draw.js';
import { drawables, type Locator } from '../../../playground/viewer/images/region-geometry.js';
import {
  parseRegions,
  type Region,
  readMeasure,
  readSky,
} from '../../../playground/viewer/images/region-parser.js';

function only(...lines: string[]): Region {
  const { regions, unread } = parseRegions(lines);
  expect(unread).toEqual([]);
  expect(regions).toHaveLength(1);
  return regions[0] as Region;
}

describe('DS9 regions', () => {
  it('reads a circle with its properties', () => {
    const region = only('J2000;circle 10.684 41.269 0.02 # color=red width=3 text={the nucleus}');
    expect(region).toMatchObject({
      shape: 'circle',
      include: true,
      points: [{ x: 10.684, y: 41.269, system: 'J2000' }],
      sizes: [{ value: 0.02, unit: 'degree' }],
      style: { color: 'red', width: 3, text: 'the nucleus' },
    });
  });

  it.each([
    ['icrs; circle(10:42:44.3, +41:16:09, 3")', 160.6845833, 41.2691667, 3 / 3600],
    ["fk5;circle 10h42m44.3s +41d16m09s 2'", 160.6845833, 41.2691667, 2 / 60],
    ['galactic;circle(121.17,-21.57,0.1d)', 121.17, -21.57, 0.1],
  ])('reads %s', (line, x, y, radius) => {
    const region = only(line);
    expect(region.points[0]?.x).toBeCloseTo(x, 6);
    expect(region.points[0]?.y).toBeCloseTo(y, 6);
    expect(region.sizes[0]?.value).toBeCloseTo(radius, 9);
  });

  it('keeps the system and the globals of earlier strings', () => {
    const { regions } = parseRegions([
      'global color=cyan width=2',
      'image',
      'box(10,20,4,6,30)',
      'point 1 2 # color=red',
    ]);
    expect(regions[0]).toMatchObject({ shape: 'box', angle: 30, style: { color: 'cyan', width: 2 } });
    expect(regions[0]?.points[0]).toEqual({ x: 10, y: 20, system: 'image' });
    expect(regions[1]?.style).toMatchObject({ color: 'red', width: 2 });
  });

  it('a system in front of a shape holds for its line only', () => {
    const { regions } = parseRegions(['J2000', 'image;circle(1,2,3);point 4 5', 'circle(202.5,47.2,0.1)']);
    expect(regions.map(({ points }) => points[0]?.system)).toEqual(['image', 'image', 'J2000']);
  });

  it('reads coordinates and sizes in pixels inside of a sky system', () => {
    expect(only('j2000;box(47.2i, 180.4i, 50p, 20p, 0)')).toMatchObject({
      points: [{ x: 47.2, y: 180.4, system: 'image' }],
      sizes: [
        { value: 50, unit: 'physical' },
        { value: 20, unit: 'physical' },
      ],
    });
    expect(only('J2000; text 30p 40p # text={text test 3}')).toMatchObject({
      points: [{ x: 30, y: 40, system: 'physical' }],
      style: { text: 'text test 3' },
    });
  });

  it('takes sky positions as such in a pixel system', () => {
    const [point] = only('physical;point 13h29m52.73s, +47d11m40.9s # point=diamond 15').points;
    expect(point).toMatchObject({ system: 'J2000' });
    expect(point?.x).toBeCloseTo(202.46970833, 6);
  });

  it.each([
    ['image;ellipse(1,2,3,4,45)', 'ellipse', 2, 45],
    ['image;annulus(1,2,3,4,5)', 'annulus', 3, 0],
    ['image;box(1,2,3,4,5,6,20)', 'box', 4, 20],
    ['image;panda(1,2,0,360,4,10,20,1)', 'panda', 2, 0],
    ['# vector(1i,2i,30,45) vector=1 color=red', 'vector', 1, 45],
    ['image;box(1,2,50,20,2r)', 'box', 2, 114.59155902616465],
  ])('%s', (line, shape, sizes, angle) => {
    const region = only(line);
    expect(region).toMatchObject({ shape, angle });
    expect(region.sizes).toHaveLength(sizes);
  });

  it.each([
    ['image;polygon(1,2,3,4,5,6)', 'polygon', 3],
    ['image;line(1 2 3 4) # line=1 0', 'line', 2],
  ])('%s', (line, shape, points) => {
    const region = only(line);
    expect(region.shape).toBe(shape);
    expect(region.points).toHaveLength(points);
  });

  it('reads points with their symbol, in both spellings', () => {
    expect(only('image;point(1,2) # point=cross 20 color=blue').style).toMatchObject({
      symbol: 'cross',
      symbolSize: 20,
      color: 'blue',
    });
    expect(only('image;-box point 12 12 # text="a b"')).toMatchObject({
      shape: 'point',
      include: false,
      style: { symbol: 'box', text: 'a b' },
    });
  });

  it('a semicolon or a hash in a text ends nothing', () => {
    const { regions } = parseRegions(['image;point 1 2 # text={a; b # c} color=red;point 3 4']);
    expect(regions.map(({ style }) => style.text)).toEqual(['a; b # c', '']);
    expect(regions[0]?.style.color).toBe('red');
  });

  it('passes over comments and tells what it could not read', () => {
    const { regions, unread } = parseRegions([
      '# Region file format: DS9\n#circle(1,2,3)\nimage\ncircle(1,2)\nnonsense here\ncircle(1,2,3)',
    ]);
    expect(regions).toHaveLength(1);
    expect(unread).toEqual(['circle(1,2)', 'nonsense here']);
  });

  it('reads numbers with units', () => {
    expect(readSky('-0:30:00', true)).toBe(-7.5);
    expect(readSky('-0:30:00', false)).toBe(-0.5);
    expect(readSky('0.1r', false)).toBeCloseTo(5.729578);
    expect(readSky('abc', false)).toBeNaN();
    expect(readMeasure('30', 'J2000')).toEqual({ value: 30, unit: 'degree' });
    expect(readMeasure('x', 'image')).toBeUndefined();
  });

  it('makes CSS fonts', () => {
    expect(cssFont('helvetica 16 bold')).toBe('bold 19.2px helvetica, sans-serif');
  });
});

/** One pixel is an arc second; north is up, east is left, (100, 200) shows 10°, 0°. */
const arcsecondImage: Locator & { skyAt(spot: Spot): Sky } = {
  spotOf: ({ ra, dec }) => ({ x: 100 - (ra - 10) * 3600, y: 200 + dec * 3600 }),
  spotOfPhysical: (x, y) => ({ x: 2 * x - 0.5, y: 2 * y - 0.5 }),
  skyAt: ({ x, y }) => ({ ra: 10 - (x - 100) / 3600, dec: (y - 200) / 3600 }),
};

describe('regions on an image', () => {
  const shapesOf = (line: string) => drawables(parseRegions([line]).regions, arcsecondImage);

  it('sizes on the sky become pixels', () => {
    expect(shapesOf('fk5;circle(10,0,30")')).toMatchObject([
      { kind: 'ellipse', center: { x: 100, y: 200 }, rx: expect.closeTo(30, 6), ry: expect.closeTo(30, 6) },
    ]);
    expect(shapesOf('image;circle(100.5,200.5,30")')[0]).toMatchObject({ rx: expect.closeTo(30, 6) });
    expect(shapesOf('physical;circle(50,50,10)')[0]).toMatchObject({ center: { x: 99.5, y: 99.5 }, rx: 20 });
  });

  it('angles count from west, counter-clockwise, where north is up', () => {
    const [vector] = shapesOf('fk5\n# vector(10,0,60",90)');
    expect(vector?.kind === 'path' && vector.spots[1]).toMatchObject({
      x: expect.closeTo(100, 6),
      y: expect.closeTo(260, 6),
    });
  });

  it('a box has four corners, an annulus a ring for each radius with one label', () => {
    expect(shapesOf('image;box(10.5,10.5,4,2,0)')).toMatchObject([
      {
        kind: 'path',
        spots: [
          { x: 8, y: 9 },
          { x: 12, y: 9 },
          { x: 12, y: 11 },
          { x: 8, y: 11 },
        ],
      },
    ]);
    const rings = shapesOf('image;annulus(1,2,3,4,5) # text=a');
    expect(rings.map(({ style }) => style.text)).toEqual(['', '', 'a']);
  });

  it('what is not on the image is left out', () => {
    const nowhere: Locator = { ...arcsecondImage, spotOf: () => undefined };
    expect(drawables(parseRegions(['fk5;circle(1,2,3)']).regions, nowhere)).toEqual([]);
  });
});
