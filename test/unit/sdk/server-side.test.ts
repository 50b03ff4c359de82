/** What a client does not send a server to, and what it does. */
import { describe, expect, it } from 'vitest';
import {
  checkAddress,
  checkParameters,
  checkReference,
  isPrivate,
  shown,
} from '../../../src/client/server-side.js';
import { argumentErrorOf } from './helpers.js';

describe('addresses of a loopback or a private network', () => {
  it.each([
    ...[
      'http://localhost/',
      'http://LOCALHOST.:8080/x',
      'http://a.localhost/',
      'http://127.0.0.1/',
      'http://127.9.9.9/',
    ],
    ...['http://0.0.0.0/', 'http://0/', 'http://2130706433/', 'http://0x7f.1/', 'http://017700000001/'],
    ...['http://[::1]/', 'http://[::]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:10.0.0.1]/'],
    ...['http://10.1.2.3/', 'http://192.168.0.1/', 'http://172.16.0.1/', 'http://172.31.255.255/'],
    ...['http://169.254.169.254/latest', 'http://[fe80::1]/', 'http://[fd00::1]/', 'http://[fc00:1::2]/'],
    ...['http://printer.local/', 'http://metadata.google.internal/'],
  ])('%s', (url) => {
    expect(isPrivate(url)).toBe(true);
    const error = argumentErrorOf(() => checkAddress('showTable', 'input', url, false));
    expect(error.message).toContain('fetchBy: "client"');
    expect(error.message).toContain('allowServerPaths');
    expect(() => checkAddress('showTable', 'input', url, true)).not.toThrow();
  });

  it.each([
    ...['https://irsa.ipac.caltech.edu/a', 'http://172.32.0.1/', 'http://11.0.0.1/', 'http://192.169.0.1/'],
    ...[
      'http://localhost.example.org/',
      'http://127.example.org/',
      'http://[2001:db8::1]/',
      'http://[::ffff:8.8.8.8]/',
    ],
    ...['http://h/', 'http://local.example/', 'http://internal.example/'],
  ])('but not %s', (url) => {
    expect(isPrivate(url)).toBe(false);
    expect(() => checkAddress('showTable', 'input', url, false)).not.toThrow();
  });
});

describe('secrets', () => {
  it('in an address are not shown', () => {
    expect(shown('https://me:pass@h:81/a.fits?sig=secret#x')).toBe('https://h:81/a.fits?…');
    expect(shown('https://h/a.fits')).toBe('https://h/a.fits');
  });

  it.each(['https://me:pass@example.org/a.fits', 'https://token@example.org/'])(
    'do not go to a server, and not into the error, with and without leave: %s',
    (url) => {
      for (const allowed of [false, true]) {
        const error = argumentErrorOf(() => checkAddress('showTable', 'input', url, allowed));
        expect(error.message).not.toMatch(/pass@|token@|me:/);
        expect(error.message).toContain('without user and password');
      }
    },
  );
});

describe('references and parameters', () => {
  it.each(['${upload-dir}/../../etc/passwd', '${cache-dir}/a/..', '${x}\\..\\y'])(
    '%s leads out',
    (reference) => {
      argumentErrorOf(() => checkReference('showTable', 'input', reference, false));
      expect(() => checkReference('showTable', 'input', reference, true)).not.toThrow();
    },
  );

  it.each(['${upload-dir}/a..b.fits', '${upload-dir}/..a', '${user-images-dir}/x.reg'])(
    '%s does not',
    (reference) => {
      expect(() => checkReference('showTable', 'input', reference, false)).not.toThrow();
    },
  );

  it.each([
    { File: '/etc/passwd' },
    { FILE: '../x' },
    { url: 'http://127.0.0.1/x' },
    { URL: 'file:///etc/hostname' },
    { source: '${upload-dir}/../x' },
    { source: 'relative.csv' },
    { alt_source: 'http://10.0.0.1/' },
  ])('%j is refused', (parameters) => {
    const error = argumentErrorOf(() => checkParameters('showFitsImage', parameters, false));
    expect(error.argument).toMatch(/^options\./);
    expect(() => checkParameters('showFitsImage', parameters, true)).not.toThrow();
  });

  it.each([
    ...[{ File: '${upload-dir}/a.fits' }, { URL: 'https://example.org/a.fits' }, { Title: '/etc/passwd' }],
    ...[{ File: '' }, { File: 5 }, {}, undefined, null],
  ])('%j is not', (parameters) => {
    expect(() => checkParameters('showFitsImage', parameters, false)).not.toThrow();
  });
});
