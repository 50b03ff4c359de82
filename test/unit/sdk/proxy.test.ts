/** Which proxy counts for which server. */
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/client/environment.js';
import { proxyFor } from '../../../src/client/proxy.js';
import { runtime } from '../../../src/runtime/node.js';

function chosen(base: string, variables: Readonly<Record<string, string>>): string | undefined {
  return proxyFor(base, readEnvironment({ ...runtime, env: (name) => variables[name] }));
}

const BOTH = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://secure:3128' };

describe('the proxy of an address', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
    ['http://h/firefly', BOTH, 'http://plain:3128'],
    ['https://h/firefly', BOTH, 'http://secure:3128'],
    ['https://h/firefly', { HTTP_PROXY: 'http://plain:3128' }, undefined],
    ['http://h/firefly', { http_proxy: 'small:1', HTTP_PROXY: 'big:1' }, 'http://small:1'],
    ['http://h/firefly', { HTTP_PROXY: ' proxy.example:3128 ' }, 'http://proxy.example:3128'],
    ['http://h/firefly', { HTTP_PROXY: '' }, undefined],
    ['http://h/firefly', {}, undefined],
    ['http://127.0.0.1:8080/firefly', BOTH, 'http://plain:3128'],
  ])('%s with %j is %s', (base, variables, expected) => {
    expect(chosen(base, variables)).toBe(expected);
  });

  it.each([
    ['http://h.example.org/firefly', 'example.org'],
    ['http://h.example.org/firefly', '.example.org'],
    ['http://h.example.org/firefly', '*.example.org'],
    ['http://example.org/firefly', 'other, EXAMPLE.org'],
    ['http://h/firefly', '*'],
    ['http://h:8080/firefly', 'h:8080'],
    ['https://h/firefly', 'h:443'],
    ['http://127.0.0.1:80/firefly', '127.0.0.1'],
    ['http://[::1]:8080/firefly', '::1'],
    ['http://[::1]:8080/firefly', '[::1]:8080'],
  ])('%s is excepted by %s', (base, NO_PROXY) => {
    expect(chosen(base, { ...BOTH, NO_PROXY })).toBeUndefined();
    expect(chosen(base, { ...BOTH, no_proxy: NO_PROXY })).toBeUndefined();
  });

  it.each([
    ['http://h.example.org/firefly', 'ample.org'],
    ['http://h:8080/firefly', 'h:81'],
    ['http://h/firefly', ', '],
    ['http://h/firefly', '.'],
    ['http://[::1]:8080/firefly', '::2'],
  ])('%s is not excepted by %s', (base, NO_PROXY) => {
    expect(chosen(base, { ...BOTH, NO_PROXY })).toBe('http://plain:3128');
  });
});
