import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlayRegionLayer, portionsOf } from '../../../src/actions/region.js';
import { region, regionText } from '../../../src/actions/region-build.js';
import type { Region, RegionPosition } from '../../../src/actions/region-model.js';
import { parseRegions } from '../../../src/actions/region-parse.js';
import { argumentErrorOf, callWith } from './helpers.js';

const decimal = (min: number, max: number) =>
  fc.integer({ min: min * 1000, max: max * 1000 }).map((n) => n / 1000);
const sky: fc.Arbitrary<RegionPosition> = fc.record({ ra: decimal(0, 360), dec: decimal(-90, 90) });
const galactic: fc.Arbitrary<RegionPosition> = fc.record({
  lon: decimal(0, 360),
  lat: decimal(-90, 90),
  system: fc.constantFrom('GALACTIC' as const, 'ICRS' as const, 'B1950' as const, 'ECLIPTIC' as const),
});
const pixels: fc.Arbitrary<RegionPosition> = fc.record({ x: decimal(-5, 5000), y: decimal(-5, 5000) });
const place = fc.oneof(sky, galactic, pixels);
/** Texts that one kind of delimiter can hold. */
const text = fc
  .string({ minLength: 1 })
  .filter((words) => !/[\r\n\u2028\u2029]/.test(words) && !(/[{}]/.test(words) && words.includes('"')));
const style = fc.record(
  {
    color: fc.constantFrom('red', '#00ff00', 'cyan'),
    width: fc.integer({ min: 1, max: 9 }),
    text,
    include: fc.constant(false),
  },
  { requiredKeys: [] },
);
const size = decimal(0, 10);
const angle = decimal(0, 360);
const shapes: fc.Arbitrary<Region> = fc
  .oneof(
    fc.tuple(place, style, fc.record({ kind: fc.constant('circle' as const), radius: size })),
    fc.tuple(place, style, fc.record({ kind: fc.constant('ellipse' as const), a: size, b: size, angle })),
    fc.tuple(place, style, fc.record({ kind: fc.constant('box' as const), w: size, h: size, angle })),
    fc.tuple(
      place,
      style,
      fc.record({
        kind: fc.constant('annulus' as const),
        radii: fc.array(size, { minLength: 2, maxLength: 4 }),
      }),
    ),
    fc.tuple(
      place,
      style,
      fc.record({
        kind: fc.constant('point' as const),
        shape: fc.constantFrom('cross' as const, 'boxcircle' as const),
        size: fc.integer({ min: 1, max: 30 }),
      }),
    ),
  )
  .map(([at, look, shape]) => Object.assign({}, at, look, shape));

describe('regions as values', () => {
  it('are the same after printing and reading', () => {
    fc.assert(
      fc.property(shapes, (value) => {
        expect(parseRegions(regionText(value))).toEqual([value]);
      }),
    );
  });

  it('are regions as the check knows them', () => {
    fc.assert(
      fc.property(shapes, (value) => {
        const options = { regionData: [regionText(value)] };
        expect(overlayRegionLayer({ regionLayerId: 'r' }, options).payload['regionAry']).toEqual(
          options.regionData,
        );
      }),
    );
  });

  it.each([
    [
      region.ellipse({ ra: 10.5, dec: -1, a: "3'", b: '60"', angle: 35, color: 'cyan' }),
      'J2000;ellipse 10.5 -1 3\' 60" 35 # color=cyan',
    ],
    [
      region.circle({ ra: 1, dec: 2, radius: '20arcsec', text: 'a;b' }),
      'J2000;circle 1 2 0.005555555555555556d # text={a;b}',
    ],
    [region.circle({ x: 100, y: 50, radius: 12 }), 'image;circle 100 50 12'],
    [region.circle({ x: 100, y: 50, system: 'physical', radius: '12px' }), 'physical;circle 100 50 12i'],
    [
      region.circle({ lon: 121, lat: -21, system: 'GALACTIC', radius: 0.05 }),
      'GALACTIC;circle 121 -21 0.05d',
    ],
    [region.text({ x: 1, y: 2, text: 'say "x" {y}' }), `image;text 1 2 # text='say "x" {y}'`],
    [region.text({ x: 1, y: 2, text: `"'{}` }), `image;text 1 2 # text={"'()}`],
    [region.point({ ra: 1e-9, dec: 0 }), 'J2000;point 0.000000001 0 # point=cross'],
    [region.line({ from: { x: 1, y: 2 }, to: { x: 3, y: 4 } }), 'image;line 1 2 3 4'],
    [
      region.polygon({
        points: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
          { x: 5, y: 6 },
        ],
        include: false,
      }),
      'image;-polygon 1 2 3 4 5 6',
    ],
  ])('%s', (made, expected) => {
    expect(made).toBe(expected);
  });

  it('hold what was said before for the lines that follow', () => {
    const parsed = parseRegions(
      '# Region file\nglobal color=red\nfk5\ncircle(13:29:52.5,+47:11:42,20")\nimage\nbox 1 2 3 4 0 # color=blue',
    );
    expect(parsed).toEqual([
      { kind: 'circle', ra: 202.46875, dec: 47.195, radius: '20"', color: 'red' },
      { kind: 'box', x: 1, y: 2, w: 3, h: 4, angle: 0, color: 'blue' },
    ]);
  });

  it.each([
    ['circle 1 2 3\ngarbage', 'line 2'],
    ['circle 1 2', 'line 1'],
    ['image;panda 1 2 3 4 5 6 7 8', 'line 1'],
    ['wcsa;circle 1 2 3', 'line 1'],
  ])('%j is refused by its line', (lines, argument) => {
    expect(argumentErrorOf(() => parseRegions(lines)).argument).toBe(argument);
  });

  it.each([
    [region.circle, { radius: 1 }, 'shape'],
    [region.circle, { ra: 1, radius: 1 }, 'shape'],
    [region.circle, { ra: 1, dec: 2, x: 1, y: 2, radius: 1 }, 'shape'],
    [region.circle, { lon: 1, lat: 2, radius: 1 }, 'shape'],
    [region.circle, { ra: 1, dec: 91, radius: 1 }, 'shape.dec'],
    [region.circle, { ra: 1, dec: 2 }, 'shape.radius'],
    [region.circle, { ra: 1, dec: 2, radius: 'wide' }, 'shape.radius'],
    [region.circle, { ra: 1, dec: 2, radius: -1 }, 'shape.radius'],
    [region.circle, { x: 1, y: 2, radius: '20"' }, 'shape.radius'],
    [region.circle, { x: 1, y: 2, radius: 3, color: 'red # text={x}' }, 'shape.color'],
    [region.annulus, { x: 1, y: 2, radii: [1] }, 'shape.radii'],
    [region.line, { from: { x: 1, y: 2 }, to: { ra: 3, dec: 4 } }, 'shape.to'],
    [region.polygon, { points: [{ x: 1, y: 2 }] }, 'shape.points'],
    [region.text, { x: 1, y: 2 }, 'shape.text'],
    [regionText, { kind: 'toString' }, 'kind'],
  ])('%o of %j is refused', (build, shape, argument) => {
    expect(argumentErrorOf(() => callWith(build, [shape])).argument).toBe(argument);
  });

  it.each([
    ['circle 1 2', /a circle with at least 3 numbers/],
    ['J2000;ellipse 10 20 3"', /an? ellipse with at least 4 numbers/],
    ['image;polygon 1 2 3 4', /a polygon with at least 6 numbers/],
    ['box 1 2 three 4', /a box with at least 4 numbers/],
    ['circel 1 2 3', /a DS9 region such as/],
  ])('%j is no region', (line, expected) => {
    const call = () => overlayRegionLayer({ regionLayerId: 'r' }, { regionData: ['circle 1 2 3', line] });
    expect(argumentErrorOf(call)).toMatchObject({ argument: 'options.regionData[1]', value: line });
    expect(argumentErrorOf(call).expected).toMatch(expected);
  });
});

describe('portions', () => {
  it('hold everything once, in order, and none is larger than the limit', () => {
    fc.assert(
      fc.property(fc.array(decimal(0, 99), { minLength: 1, maxLength: 60 }), (radii) => {
        const lines = radii.map((radius) => `circle 1 2 ${radius}`);
        const portions = portionsOf(lines, 200);
        expect(portions.flat()).toEqual(lines);
        for (const portion of portions)
          expect(new URLSearchParams({ r: JSON.stringify(portion) }).toString().length).toBeLessThan(500);
      }),
    );
  });
});
