/** World coordinates against those of astropy, stored, and made anew where astropy is installed. */
import { readFileSync } from 'node:fs';
import { InputError } from 'firefly-client';
import { describe, expect, it } from 'vitest';
import { convertSky, type SkySystemName, separation } from '../../../src/wcs/frames.js';
import { pixelToWorld, Wcs, worldToPixel } from '../../../src/wcs/index.js';
import { astropy } from '../../support/astropy.js';

/** Pixel from 1, longitude, latitude. */
type Place = readonly [number, number, number, number];
type Cards = Readonly<Record<string, string | number>>;

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/wcs/${name}.json`, import.meta.url), 'utf8'));
const stored = Object.entries(
  read('expected') as Record<string, { readonly cards: Cards; readonly places: readonly Place[] }>,
);
const systems = read('systems') as readonly Record<SkySystemName, readonly [number, number]>[];

/** Degrees. */
const CLOSE = 1e-8;

/** How far the worst place is from where it should be: degrees on the sky, and pixels on the way back. */
function worst(cards: Cards, places: readonly Place[]): { readonly sky: number; readonly pixel: number } {
  const wcs = Wcs.fromHeader(cards);
  const errors = places.map(([x, y, lon, lat]) => {
    const world = wcs.pixelToWorld({ x, y }, { coord: 'FITSPIXEL' });
    const back = wcs.worldToPixel({ lon, lat, system: wcs.system }, { coord: 'FITSPIXEL' });
    const sky = world ? separation({ lon: world.x, lat: world.y }, { lon, lat }) : Number.POSITIVE_INFINITY;
    const pixel = back ? Math.hypot(back.x - x, back.y - y) : Number.POSITIVE_INFINITY;
    return { sky, pixel: pixel * wcs.pixelScale };
  });
  return {
    sky: Math.max(...errors.map(({ sky }) => sky)),
    pixel: Math.max(...errors.map(({ pixel }) => pixel)),
  };
}

describe('world coordinates', () => {
  it.each(stored)('%s', (_name, { cards, places }) => {
    expect(places.length).toBeGreaterThan(8);
    const { sky, pixel } = worst(cards, places);
    expect(sky).toBeLessThan(CLOSE);
    expect(pixel).toBeLessThan(CLOSE);
  });

  it('are those that astropy gives here', async ({ skip }) => {
    const made = await astropy(
      'wcs-by-astropy.py',
      Object.fromEntries(stored.map(([n, { cards }]) => [n, cards])),
    );
    if ('missing' in made) return skip(made.missing);
    for (const [name, { cards }] of stored) {
      const { sky, pixel } = worst(cards, (made.answer as Record<string, Place[]>)[name] ?? []);
      expect({ name, sky, pixel }).toMatchObject({ sky: expect.closeTo(0, 8), pixel: expect.closeTo(0, 8) });
    }
    return undefined;
  });

  it('count pixels from the corner, or from the centre of the first', () => {
    const [, { cards }] = stored[0] ?? ['', { cards: {} }];
    const wcs = Wcs.fromHeader(cards);
    const place = wcs.pixelToWorld({ x: 10.5, y: 20.5 });
    expect(wcs.pixelToWorld({ x: 10, y: 20 }, { coord: 'ZERO_BASED' })).toEqual(place);
    expect(wcs.pixelToWorld({ x: 11, y: 21 }, { coord: 'FITSPIXEL' })).toEqual(place);
    expect(() => wcs.pixelToWorld({ x: 1, y: 1 }, { coord: 'IMAGE' as 'PIXEL' })).toThrow(/one of PIXEL/);
  });

  it('come from headers as viewers report them, too', () => {
    const header = {
      CTYPE1: "'RA---TAN'",
      CTYPE2: "'DEC--TAN'",
      CRVAL1: '10.5',
      CRVAL2: '4.1D1',
      CRPIX1: '1',
      CRPIX2: '1',
    };
    expect(pixelToWorld({ ...header, CDELT1: '-0.1', CDELT2: '0.1' }, { x: 0.5, y: 0.5 })).toEqual({
      x: 10.5,
      y: 41,
      system: 'ICRS',
    });
    const cards = Object.entries({ ...header, CDELT1: '-0.1', CDELT2: '0.1' }).map(([key, value]) => ({
      key,
      value,
    }));
    const back = worldToPixel(cards, { lon: 10.5, lat: 41, system: 'ICRS' });
    expect(back?.x).toBeCloseTo(0.5, 9);
    expect(back?.y).toBeCloseTo(0.5, 9);
  });

  it('are in another system where one is asked for', () => {
    const cards = { CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CRVAL1: 266.4, CRVAL2: 0, CDELT1: -1, CDELT2: 1 };
    const wcs = Wcs.fromHeader({ ...cards, RADESYS: 'FK5' });
    const galactic = wcs.pixelToWorld({ x: 3.5, y: -28.44 }, { system: 'GALACTIC' });
    expect(galactic?.system).toBe('GALACTIC');
    const back = wcs.worldToPixel({ lon: galactic?.x ?? 0, lat: galactic?.y ?? 0, system: 'gal' });
    expect(back?.x).toBeCloseTo(3.5, 8);
    expect(back?.y).toBeCloseTo(-28.44, 8);
  });
});

describe('where there is no answer', () => {
  const all = { CRVAL1: 0, CRVAL2: 0, CRPIX1: 200, CRPIX2: 100, CDELT1: -1, CDELT2: 1 };

  it.each([
    ['AIT', { x: 2, y: 2 }],
    ['SIN', { x: 399, y: 100 }],
    ['ZEA', { x: 399, y: 100 }],
    ['MOL', { x: 2, y: 2 }],
    ['CAR', { x: 200, y: 198 }],
  ])('outside of %s', (code, point) => {
    const wcs = Wcs.fromHeader({ ...all, CTYPE1: `RA---${code}`, CTYPE2: `DEC--${code}` });
    expect(wcs.pixelToWorld(point)).toBeUndefined();
    expect(wcs.pixelToWorld({ x: 200, y: 100 })).toBeDefined();
  });

  it('behind the plane', () => {
    const tan = Wcs.fromHeader({ ...all, CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN' });
    expect(tan.worldToPixel({ ra: 180, dec: 0 })).toBeUndefined();
    const sin = Wcs.fromHeader({ ...all, CTYPE1: 'RA---SIN', CTYPE2: 'DEC--SIN' });
    expect(sin.worldToPixel({ ra: 100, dec: 0 })).toBeUndefined();
    expect(sin.worldToPixel({ ra: 80, dec: 0 })).toBeDefined();
  });

  it('where the polynomials of SIP run away', () => {
    const sip = { A_ORDER: 2, A_2_0: 1e-3, B_ORDER: 2, B_0_2: 1e-3 };
    const wcs = Wcs.fromHeader({
      ...all,
      ...sip,
      CDELT1: -0.01,
      CDELT2: 0.01,
      CTYPE1: 'RA---TAN-SIP',
      CTYPE2: 'DEC--TAN-SIP',
    });
    expect(wcs.distorted).toBe(true);
    expect(wcs.worldToPixel({ ra: 20, dec: 0 })).toBeUndefined();
  });

  it.each([
    [{}, /CTYPE1 is "", CTYPE2 is ""/],
    [{ CTYPE1: 'WAVE', CTYPE2: 'DEC--TAN' }, /no world coordinates.*CTYPE1 is "WAVE"/],
    [{ CTYPE1: 'RA---HPX', CTYPE2: 'DEC--HPX' }, /projection "HPX" is not known here, only TAN, SIN/],
    [{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CDELT1: 0 }, /has no inverse/],
    [{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CUNIT1: 'furlong' }, /CUNIT1 is "furlong".*arcsec/],
    [
      { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', RADESYS: 'FK5', EQUINOX: 1975 },
      /FK5 for the equinox 1975.*2000/,
    ],
    [{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', RADESYS: 'FK7' }, /RADESYS is "FK7"/],
    [{ CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CRVAL2: 60, LONPOLE: 90 }, /contradict/],
  ])('in a header such as %o', (cards, message) => {
    expect(() => Wcs.fromHeader(cards)).toThrow(message);
    expect(() => Wcs.fromHeader(cards)).toThrow(InputError);
    expect(Wcs.has(cards)).toBe(false);
  });

  it.each([
    { ra: 10, dec: 91 },
    { ra: Number.NaN, dec: 0 },
    { lon: 1, lat: 2, system: 'MARS' },
  ])('for %o', (world) => {
    const wcs = Wcs.fromHeader({ ...all, CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN' });
    expect(() => wcs.worldToPixel(world)).toThrow(/worldToPixel: world/);
  });
});

describe('systems of the sky', () => {
  const names: readonly SkySystemName[] = ['ICRS', 'EQ_J2000', 'EQ_B1950', 'GALACTIC', 'SUPERGALACTIC'];

  it.each(names)('%s', (from) => {
    for (const row of systems) {
      const [lon, lat] = row[from];
      for (const to of names) {
        const [expectedLon, expectedLat] = row[to];
        const off = separation(convertSky({ lon, lat }, from, to), { lon: expectedLon, lat: expectedLat });
        expect({ from, to, off }).toMatchObject({ off: expect.closeTo(0, 7) });
      }
    }
  });

  it('the ecliptic of 2000 meets the equator where it should', () => {
    const pole = convertSky({ lon: 0, lat: 90 }, 'EC_J2000', 'EQ_J2000');
    expect(pole.lon).toBeCloseTo(270, 9);
    expect(pole.lat).toBeCloseTo(90 - 23.4392911111, 9);
  });
});
