import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CookieJar } from '../../../src/transport/cookies.js';

const NOW = Date.UTC(2025, 5, 1);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a jar sends after it was given these lines. */
function jarOf(...lines: readonly string[]): CookieJar {
  const jar = new CookieJar();
  const headers = new Headers();
  for (const line of lines) headers.append('set-cookie', line);
  jar.store(headers);
  return jar;
}

describe('a jar of cookies', () => {
  it('sends nothing while it is empty', () => {
    expect(jarOf().header()).toBeUndefined();
  });

  it('keeps name and value, in the order they came', () => {
    const jar = jarOf(
      'usrkey=abc; Path=/; Max-Age=1209600',
      'JSESSIONID=42; Path=/firefly; HttpOnly; Secure',
    );
    expect(jar.header()).toBe('usrkey=abc; JSESSIONID=42');
  });

  it('replaces a value', () => {
    const jar = jarOf('a=1', 'b=2');
    jar.store(new Headers([['set-cookie', 'a=3']]));
    expect(jar.header()).toBe('a=3; b=2');
  });

  it('keeps everything after the first = and the quotes', () => {
    expect(jarOf('a=b=c==', 'q="x y"').header()).toBe('a=b=c==; q="x y"');
  });

  it.each(['', '=x', 'novalue', '; Path=/'])('takes nothing from %j', (line) => {
    expect(jarOf(line).header()).toBeUndefined();
  });

  it('keeps an empty value', () => {
    expect(jarOf('a=').header()).toBe('a=');
  });

  it.each([
    'Max-Age=0',
    'max-age=-1',
    'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'expires=Sat, 31 May 2025 23:59:59 GMT',
    'Max-Age=0; Expires=Wed, 01 Jan 2031 00:00:00 GMT',
  ])('lets go of a cookie that is taken back by %s', (attribute) => {
    const jar = jarOf('a=1', 'b=2');
    jar.store(new Headers([['set-cookie', `a=; Path=/; ${attribute}`]]));
    expect(jar.header()).toBe('b=2');
  });

  it.each([
    'Max-Age=60',
    'Expires=Wed, 01 Jan 2031 00:00:00 GMT',
    'Max-Age=soon',
    'Expires=whenever',
    'Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  ])('keeps one with %s', (attribute) => {
    expect(jarOf(`a=1; ${attribute}`).header()).toBe('a=1');
  });

  it('forgets one when its time is over', () => {
    const jar = jarOf('a=1; Max-Age=60', 'b=2; Expires=Sun, 01 Jun 2025 00:02:00 GMT', 'c=3');
    vi.setSystemTime(NOW + 59_999);
    expect(jar.header()).toBe('a=1; b=2; c=3');
    vi.setSystemTime(NOW + 60_000);
    expect(jar.header()).toBe('b=2; c=3');
    vi.setSystemTime(NOW + 120_000);
    expect(jar.header()).toBe('c=3');
  });
});
