/** Names of files for a server, and what is said of addresses that it cannot read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slug } from '../../../src/client/file-names.js';
import { fetchHint } from '../../../src/client/inputs.js';

describe('names for the server', () => {
  it.each([
    ['m31.fits', 'image', 'm31.fits'],
    ['my field (2).fits', 'image', 'my_field_2_.fits'],
    ['Überblick é.fits', 'image', 'Uberblick_e.fits'],
    ['星☃.csv', 'table', '_.csv'],
    ['../../evil.csv', 'table', '_.._evil.csv'],
    ['a\\b:c.csv', 'table', 'a_b_c.csv'],
    ['stars.csv.gz', 'table', 'stars.csv'],
    ['STARS.CSV.GZ', 'table', 'STARS.CSV'],
    ['m31.fits.gz', 'image', 'm31.fits.gz'],
    ['...', 'image', 'data'],
    ['', 'image', 'data'],
    ['☃', 'region', 'data'],
    ['.hidden.reg', 'region', 'hidden.reg'],
  ] as const)('%j of a %s is %s', (name, kind, expected) => {
    expect(slug(name, kind)).toBe(expected);
  });

  it('are short, plain, never hidden, and keep their extension', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('.', 'a', '/', 'é'), maxLength: 300 }),
    );
    fc.assert(
      fc.property(name, fc.constantFrom('image', 'table', 'region'), (text, kind) => {
        const safe = slug(`${text}x.fits`, kind);
        expect(safe).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$/);
        expect(safe.endsWith('x.fits')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a hint for addresses that only this machine can read', () => {
  it.each([
    ...['http://localhost:5173/a.fits', 'http://127.0.0.1/a', 'http://[::1]:80/a', 'http://10.1.2.3/a'],
    ...[
      'http://192.168.0.4/a',
      'http://172.16.0.1/a',
      'http://172.31.9.9/a',
      'http://nas/a',
      'http://nas.local/a',
    ],
  ])('%s', (url) => {
    const shown = url.replace(':80/', '/');
    expect(fetchHint(url)).toBe(
      `. The server fetches ${shown} itself; if only this machine can read that address, pass { fetchBy: 'client' }`,
    );
  });

  it.each([
    ...[undefined, 'https://irsa.ipac.caltech.edu/a.fits', 'http://172.32.0.1/a', 'http://11.0.0.1/a'],
    ...['http://localhost.example.org/a', 'http://127.example.org/'],
  ])('not for %s', (url) => {
    expect(fetchHint(url)).toBe('');
  });
});
