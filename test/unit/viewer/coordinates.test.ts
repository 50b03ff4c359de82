import { describe, expect, it } from 'vitest';
import {
  degrees,
  fromJ2000,
  hours,
  locate,
  separation,
  skySystem,
  toJ2000,
} from '../../../playground/viewer/images/coordinates.js';

const arcsecond = 1 / 3600;

describe('sky systems', () => {
  it.each([
    ['B1950', 10, 41, 10.684329676442104, 41.27382636560878],
    ['B1950', 250, -60, 251.0963746645741, -60.092751851965936],
    ['B1950', 0, 0, 0.6406910007325217, 0.27840942851838507],
    ['B1950', 180, 85, 180.62361580867508, 84.72169174331826],
    ['GALACTIC', 121.17, -21.57, 10.679207003664821, 41.27191167892334],
    ['GALACTIC', 0, 0, 266.4049962340225, -28.936172403391783],
    ['ECLIPTIC', 90, 0, 90, 23.4392911],
  ] as const)('%s %d %d is where astropy puts it', (system, lon, lat, ra, dec) => {
    const place = toJ2000(lon, lat, system);
    expect(separation(place, { ra, dec })).toBeLessThan(0.05 * arcsecond);
  });

  it('leaves J2000 as it is', () => {
    expect(toJ2000(10.5, -3, 'J2000')).toEqual({ ra: 10.5, dec: -3 });
  });

  it.each(['B1950', 'GALACTIC', 'SUPERGALACTIC', 'ECLIPTIC', 'J2000'] as const)(
    'goes to %s and back',
    (system) => {
      for (const sky of [
        { ra: 10.68479, dec: 41.26906 },
        { ra: 300, dec: -89.5 },
      ]) {
        const { lon, lat } = fromJ2000(sky, system);
        expect(separation(toJ2000(lon, lat, system), sky)).toBeLessThan(1e-7);
      }
    },
  );

  it('puts the supergalactic pole where it is defined', () => {
    const pole = toJ2000(0, 90, 'SUPERGALACTIC');
    expect(fromJ2000(pole, 'GALACTIC').lon).toBeCloseTo(47.37, 6);
    expect(fromJ2000(pole, 'GALACTIC').lat).toBeCloseTo(6.32, 6);
  });

  it('knows the names in use, in any case', () => {
    expect(['EQ_J2000', 'j2000', 'icrs', 'fk5'].map(skySystem)).toEqual(['J2000', 'J2000', 'J2000', 'J2000']);
    expect(['GAL', 'galactic', 'EQ_B1950', 'fk4', 'ecl']).toSatisfy((names: string[]) =>
      names.every(skySystem),
    );
    expect(skySystem('image')).toBeUndefined();
  });
});

describe('locate', () => {
  it('puts image points of the three systems on the same spot', () => {
    expect(locate({ x: 10.5, y: 20.5, system: 'PIXEL' })).toEqual({ spot: { x: 10.5, y: 20.5 } });
    expect(locate({ x: 10, y: 20, system: 'ZERO_BASED' })).toEqual({ spot: { x: 10.5, y: 20.5 } });
    expect(locate({ x: 11, y: 21, system: 'FITSPIXEL' })).toEqual({ spot: { x: 10.5, y: 20.5 } });
  });

  it('takes an unknown system for J2000', () => {
    expect(locate({ x: 1, y: 2, system: 'nonsense' })).toEqual({ sky: { ra: 1, dec: 2 } });
  });
});

describe('sexagesimal', () => {
  it('prints hours and degrees', () => {
    expect(hours(10.68479)).toBe('00h42m44.35s');
    expect(degrees(41.26906)).toBe('+41d16m08.6s');
    expect(degrees(-0.5)).toBe('-00d30m00.0s');
  });

  it('carries over instead of printing 60 seconds', () => {
    expect(hours(359.9999999)).toBe('00h00m00.00s');
    expect(degrees(9.99999999)).toBe('+10d00m00.0s');
  });
});
