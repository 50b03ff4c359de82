import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkChannel, chooseChannel, randomChannel, serverAddress } from '../../../src/client/channel.js';
import { ArgumentError } from '../../../src/errors.js';
import type { Runtime } from '../../../src/runtime/types.js';
import { argumentErrorOf, callWith, rejectionOf } from './helpers.js';

const runtime = (more: Partial<Runtime> = {}): Runtime => ({
  browser: false,
  env: () => undefined,
  localhostIsMine: true,
  openFile: () => Promise.reject(new Error('no files here')),
  uploader: () => undefined,
  openBytes: () => Promise.reject(new Error('no file is opened here')),
  deflate: () => Promise.reject(new Error('nothing is packed here')),
  gunzip: () => Promise.reject(new Error('nothing is unpacked here')),
  rememberedChannel: async (_name, _base, make) => make(),
  openPage: async () => 'printed',
  showLink: () => undefined,
  pipeline: async () => undefined,
  onWake: () => () => undefined,
  writeFile: () => Promise.reject(new Error('nothing is written here')),
  importArrow: async () => undefined,
  beforeExit: () => () => undefined,
  ...more,
});

/** What becomes of a name on its way into a viewer's address bar and back out as JSON. */
function survives(name: string): boolean {
  const seen = new URL(`http://h/firefly/?__wsch=${name}`).searchParams.get('__wsch');
  let parsed: unknown = name;
  try {
    parsed = JSON.parse(name);
  } catch {
    // A viewer keeps what is no JSON as it is.
  }
  return seen === name && parsed !== null && String(parsed) === name && !name.includes('"');
}

describe('channel names that are accepted', () => {
  it.each([
    'a',
    'My-channel_1.2~x',
    'ffc-0123456789abcdefghijABCD',
    '0',
    '-1',
    '12.5',
    'true',
    'false',
    '1e5x',
    'nullable',
    'NaN',
    '..',
    'x'.repeat(300),
    'abc__lab-external__viewer',
    'viewer',
    '_viewer',
  ])('%s', (name) => {
    expect(checkChannel(name)).toBe(name);
    expect(survives(name)).toBe(true);
  });

  it('random ones, which differ and hold at least 120 random bits', () => {
    const names = Array.from({ length: 1_000 }, randomChannel);
    expect(new Set(names).size).toBe(1_000);
    for (const name of names) {
      expect(checkChannel(name)).toMatch(/^ffc-[A-Za-z0-9_-]{24}$/);
    }
  });
});

describe('channel names that are refused', () => {
  it.each([
    ['', 'up to 300 of the characters'],
    ['x'.repeat(301), 'up to 300 of the characters'],
    ...[...'&%+# "/?=:;,!*()[]{}|^\'<>@$\\`é☃\n'].map((char) => [`a${char}b`, 'up to 300 of the characters']),
    ['abc\n', 'up to 300 of the characters'],
    ['a__viewer', 'without "__viewer"'],
    ['__viewerb', 'without "__viewer"'],
    ['a__viewer__lab-external__viewer', 'without "__viewer"'],
    ['__lab-external__viewerx', 'without "__viewer"'],
    ['null', 'another number or as null'],
    ['1e5', 'another number or as null'],
    ['1E-2', 'another number or as null'],
    ['1.0', 'another number or as null'],
    ['-0', 'another number or as null'],
    ['12345678901234567890', 'another number or as null'],
    ['0.1000', 'another number or as null'],
  ])('%j', (name, expected) => {
    const error = argumentErrorOf(() => checkChannel(name));
    expect(error).toMatchObject({ method: 'connect', argument: 'channel', value: name });
    expect(error.expected).toContain(expected);
  });

  it('naming the method and the argument they were given to', () => {
    const error = argumentErrorOf(() => checkChannel('a b', 'dispatch', 'options.channel'));
    expect(error).toMatchObject({ method: 'dispatch', argument: 'options.channel' });
  });
});

describe('any name', () => {
  const isAccepted = (name: string): boolean => {
    try {
      return checkChannel(name) === name;
    } catch (error) {
      if (error instanceof ArgumentError) return false;
      throw error;
    }
  };
  const likely = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'abzAZ019._~-') }),
    fc.string({ unit: fc.constantFrom(...'0123456789.eE-+') }),
    fc.double().map(String),
    fc.bigInt().map(String),
  );

  it('that is accepted reaches the viewer as it is', () => {
    fc.assert(
      fc.property(likely, (name) => {
        fc.pre(isAccepted(name));
        expect(survives(name)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of plain characters is refused only where the viewer would not get it as it is', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'ab019.~-eE'), minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(plain, (name) => {
        expect(isAccepted(name)).toBe(survives(name));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the channel of a client', () => {
  it('is random when none is given', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => chooseChannel(undefined, undefined, 'b', runtime())),
    );
    expect(one).toMatch(/^ffc-/);
    expect(one).not.toBe(two);
  });

  it('is the given one, if it may be one', async () => {
    expect(await chooseChannel('mine', 'inherited', 'b', runtime())).toBe('mine');
    expect(await rejectionOf(chooseChannel('a b', undefined, 'b', runtime()))).toBeInstanceOf(ArgumentError);
  });

  it('is that of the environment when none is given, if it may be one', async () => {
    expect(await chooseChannel(undefined, 'inherited', 'b', runtime())).toBe('inherited');
    expect(await rejectionOf(chooseChannel(undefined, 'a b', 'b', runtime()))).toMatchObject({
      argument: 'FIREFLY_CHANNEL',
      value: 'a b',
    });
  });

  it('is remembered by name and server', async () => {
    const kept = new Map<string, string>();
    const rememberedChannel: Runtime['rememberedChannel'] = async (name, base, make) => {
      const key = `${name} ${base}`;
      const channel = kept.get(key) ?? make();
      kept.set(key, channel);
      return channel;
    };
    const choose = (remember: string, base: string) =>
      chooseChannel({ remember }, undefined, base, runtime({ rememberedChannel }));
    const first = await choose('tour', 'http://h/firefly');
    expect(await choose('tour', 'http://h/firefly')).toBe(first);
    expect(await choose('tour', 'http://other/firefly')).not.toBe(first);
    expect(await choose('other', 'http://h/firefly')).not.toBe(first);
  });

  it('is checked also when it was remembered', async () => {
    const rememberedChannel = async () => 'a b';
    const error = await rejectionOf(
      chooseChannel({ remember: 'x' }, undefined, 'b', runtime({ rememberedChannel })),
    );
    expect(error).toBeInstanceOf(ArgumentError);
  });

  it.each([
    5,
    null,
    true,
    {},
    [],
    { remember: 5 },
    { remember: '' },
    { remember: 'a/b' },
    { remember: 'x'.repeat(65) },
  ])('cannot be %j', async (option) => {
    const error = await rejectionOf(
      Promise.resolve(callWith(chooseChannel, [option, undefined, 'b', runtime()])),
    );
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ method: 'connect', argument: expect.stringMatching(/^channel/) });
  });
});

describe('the address of the server', () => {
  it.each([
    ['http://h/firefly', 'http://h/firefly'],
    ['https://h:8443/a/b/', 'https://h:8443/a/b'],
    ['http://h', 'http://h'],
    ['http://h///', 'http://h'],
    ['HTTP://Host/Firefly?x=1#y', 'http://host/Firefly'],
    [new URL('https://h/irsaviewer/'), 'https://h/irsaviewer'],
  ])('%s is %s', (given, address) => {
    expect(serverAddress(given, undefined, runtime())).toBe(address);
  });

  it('is that of the environment, or of this machine, when none is given', () => {
    const inherited = { name: 'FIREFLY_URL', url: 'https://h/suit/' };
    expect(serverAddress(undefined, inherited, runtime())).toBe('https://h/suit');
    expect(serverAddress('http://given', inherited, runtime())).toBe('http://given');
    expect(serverAddress(undefined, undefined, runtime())).toBe('http://localhost:8080/firefly');
  });

  it('has no default on a public page', () => {
    const error = argumentErrorOf(() =>
      serverAddress(undefined, undefined, runtime({ localhostIsMine: false })),
    );
    expect(error.message).toContain('url must be given on a public page');
  });

  it.each(['', 'localhost:8080/firefly', 'ftp://h/x', 'ws://h/firefly', '/firefly', 'file:///x'])(
    'cannot be %j',
    (url) => {
      expect(argumentErrorOf(() => serverAddress(url, undefined, runtime()))).toMatchObject({
        method: 'connect',
        argument: 'url',
        value: url,
      });
    },
  );

  it('that is wrong in the environment is named so', () => {
    const error = argumentErrorOf(() =>
      serverAddress(undefined, { name: 'FIREFLY_URL', url: 'ftp://h' }, runtime()),
    );
    expect(error.argument).toBe('FIREFLY_URL');
  });

  it.each(['http://h/firefly/slate.html', 'http://h/firefly/firefly.htm'])(
    'is not that of a page: %s',
    (url) => {
      expect(argumentErrorOf(() => serverAddress(url, undefined, runtime())).message).toContain(
        '{ htmlFile }',
      );
    },
  );
});
