import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coordinateSystem, parseImagePoint, parseWorldPoint } from '../../../src/actions/points.js';
import { argumentErrorOf } from './helpers.js';

describe('points', () => {
  it('are read as a viewer writes them', () => {
    expect(parseWorldPoint('10.64200257456315;41.17723944723943;EQ_J2000')).toEqual({
      x: 10.64200257456315,
      y: 41.17723944723943,
      system: 'EQ_J2000',
    });
    expect(parseImagePoint('278.92059029988013;-44.09463515853815')).toEqual({
      x: 278.92059029988013,
      y: -44.09463515853815,
    });
  });

  it('of the sky without a system are equatorial, J2000', () => {
    for (const text of ['1;2', '1;2;'])
      expect(parseWorldPoint(text)).toEqual({ x: 1, y: 2, system: 'EQ_J2000' });
  });

  it('read back what was written', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0));
    fc.assert(
      fc.property(number, number, fc.constantFrom('GALACTIC', 'EQ_B1950', 'EC_J2000'), (x, y, system) => {
        expect(parseWorldPoint(`${x};${y};${system}`)).toEqual({ x, y, system });
        expect(parseImagePoint(`${x};${y}`)).toEqual({ x, y });
      }),
    );
  });

  it.each([
    '',
    ';',
    '1',
    '1;',
    ';2',
    ' ; ',
    'a;b;GAL',
    '1;b',
    '1,2',
    'null;null',
    undefined,
    null,
    5,
    {},
    ['1;2'],
  ])('are none where the text is none: %j', (text) => {
    expect(parseWorldPoint(text)).toBeUndefined();
    expect(parseImagePoint(text)).toBeUndefined();
  });
});

describe('coordinate systems', () => {
  it.each(['image', 'Image', 'IMAGE'])('%s means pixels', (name) => {
    expect(coordinateSystem('setPan', 'options.coord', name)).toBe('PIXEL');
  });

  it.each([
    ...['PIXEL', 'ZERO_BASED', 'ZERO-BASED', 'FITSPIXEL', 'J2000', 'EQ_J2000', 'EQJ', 'ICRS', 'B1950', 'GAL'],
    ...['GALACTIC', 'SUPERGALACTIC', 'EC_J2000', 'ECJ2000', 'EC_B1950', 'j2000', 'Galactic', 'fitsPixel'],
  ])('%s is kept as it is written', (name) => {
    expect(coordinateSystem('setPan', 'options.coord', name)).toBe(name);
  });

  it.each(['', 'J2001', 'galaxy', 'pixels', 'EQ', ' GAL', 'toString', 5, null, undefined, ['GAL']])(
    '%j is refused, because a viewer would take it for a sky position',
    (name) => {
      const error = argumentErrorOf(() => coordinateSystem('setPan', 'options.coord', name));
      expect(error).toMatchObject({ method: 'setPan', argument: 'options.coord', value: name });
      expect(error.message).toContain('must be one of image, PIXEL, ZERO_BASED, FITSPIXEL, J2000');
    },
  );
});
