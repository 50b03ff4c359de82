import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { type InputOptions, isOptions, prepareInput } from '../../../src/client/inputs.js';
import { Slots } from '../../../src/client/slots.js';
import { ArgumentError, InputError } from '../../../src/errors.js';
import { Commands } from '../../../src/server/commands.js';
import { bytesIn, streamOf } from '../../../src/transport/bytes.js';
import { argumentErrorOf, rejectionOf } from './helpers.js';

const FITS = 'SIMPLE  =                    T';
const bytes = (text: string) => new TextEncoder().encode(text);
const STORED = { file: '${upload-dir}/stored' };

/** A server that stores what it is sent, and files to read. */
function makeSource(
  files: Readonly<Record<string, string>> = {},
  answer?: (url: string) => Promise<Response>,
  allowServerPaths = false,
) {
  const uploads: { readonly name: string; readonly text: string }[] = [];
  const reply = (text: string) => ({ status: 200, contentType: 'text/html', text });
  const commands = new Commands(
    {
      probe: async () => reply(''),
      command: async () => reply('[{"success":true}]'),
      download: () => Promise.reject(new Error('nothing is downloaded here')),
      submit: () => Promise.reject(new Error('no job is made here')),
      upload: async ({ name, body }) => {
        uploads.push({ name, text: new TextDecoder('latin1').decode(await bytesIn(streamOf(body))) });
        return reply(`200::::${STORED.file}`);
      },
    },
    'http://h/firefly',
  );
  const openFile = vi.fn(async (path: string) => {
    const text = files[path];
    if (text === undefined) throw new InputError(`there is no file "${path}"`);
    const from = (offset: number) => streamOf(bytes(text).subarray(offset));
    const name = path.split('/').at(-1) ?? path;
    return { name, size: text.length, from, [Symbol.asyncIterator]: () => from(0)[Symbol.asyncIterator]() };
  });
  const fetch = vi.fn(async (url: Parameters<typeof globalThis.fetch>[0]) => {
    if (answer === undefined) throw new TypeError('fetch failed');
    return answer(String(url));
  });
  const runtime = {
    browser: false,
    env: () => undefined,
    localhostIsMine: true,
    openFile,
    uploader: () => undefined,
    openBytes: () => Promise.reject(new Error('no file is opened here')),
    deflate: () => Promise.reject(new Error('nothing is packed here')),
    gunzip: () => Promise.reject(new Error('nothing is unpacked here')),
    rememberedChannel: async () => 'c',
    openPage: async () => 'printed' as const,
    showLink: () => undefined,
    pipeline: async () => undefined,
    onWake: () => () => undefined,
    writeFile: () => Promise.reject(new Error('nothing is written here')),
    importArrow: async () => undefined,
    beforeExit: () => () => undefined,
  };
  const ended = new AbortController().signal;
  const source = { runtime, commands, fetch, slots: new Slots(2), allowServerPaths, ended };
  const prepare = (
    input: unknown,
    options: InputOptions = {},
    kind: 'image' | 'table' | 'region' = 'image',
  ) => prepareInput('showIt', input, kind, options, source);
  return { prepare, uploads, openFile, fetch };
}

describe('an input that the server has or fetches', () => {
  it('a reference is taken as it is', async () => {
    const { prepare, uploads, openFile } = makeSource();
    const input = prepare('${upload-dir}/a.fits');
    expect(input).toMatchObject({ now: { file: '${upload-dir}/a.fits' }, name: undefined, url: undefined });
    expect(await input.resolve()).toEqual({ file: '${upload-dir}/a.fits' });
    expect([uploads, openFile.mock.calls]).toEqual([[], []]);
  });

  it.each(['https://h/a/b.fits?x=1', new URL('https://h/a/b.fits?x=1')])('a URL: %s', async (url) => {
    const { prepare, uploads, fetch } = makeSource();
    const input = prepare(url, { fetchBy: 'server' });
    expect(input).toMatchObject({ now: { url: String(url) }, name: 'b.fits', url: String(url) });
    expect(await input.resolve()).toEqual({ url: String(url) });
    expect([uploads, fetch.mock.calls]).toEqual([[], []]);
  });

  it('a URL without a file name has no name', () => {
    expect(makeSource().prepare('https://h/download?file=a.fits').name).toBeUndefined();
  });
});

describe('an input that is uploaded', () => {
  it.each(['dir/m31.fits', './m31.fits', '/abs/m31.fits', 'file:///abs/m31.fits', 'C:\\data\\m31.fits'])(
    'the file behind %s',
    async (path) => {
      const { prepare, uploads, openFile } = makeSource({ [path]: FITS });
      const input = prepare(path);
      expect(input).toMatchObject({ name: 'm31.fits', url: undefined });
      expect(input).not.toHaveProperty('now');
      expect(openFile).not.toHaveBeenCalled();
      expect(await input.resolve()).toEqual(STORED);
      expect(openFile.mock.calls).toEqual([[path]]);
      expect(uploads[0]?.text).toBe(FITS);
    },
  );

  it.each<readonly [string, () => unknown, string]>([
    ['a Blob', () => new Blob([FITS]), 'data'],
    ['a File', () => new File([FITS], 'Ä b.fits'), 'A_b.fits'],
    ['bytes', () => bytes(FITS), 'data'],
    ['a part of a buffer', () => bytes(`xx${FITS}yy`).subarray(2, 2 + FITS.length), 'data'],
    ['a Node buffer', () => Buffer.from(FITS), 'data'],
    ['another view', () => new DataView(bytes(`xx${FITS}`).buffer, 2, FITS.length), 'data'],
    ['numbers', () => new Uint8ClampedArray(bytes(FITS)), 'data'],
    ['an ArrayBuffer', () => bytes(FITS).slice().buffer, 'data'],
    ['a stream', () => new Blob([FITS]).stream(), 'data'],
    ['a Node stream', () => Readable.from([Buffer.from('SIMP'), Buffer.from(FITS.slice(4))]), 'data'],
    ['a stream of texts', () => Readable.from(['SIMP', FITS.slice(4)]), 'data'],
    [
      'an async iterable',
      async function* () {
        yield bytes('SIM');
        yield bytes(FITS.slice(3));
      },
      'data',
    ],
  ])('%s', async (_kind, make, name) => {
    const { prepare, uploads } = makeSource();
    const made = make();
    const input = prepare(made);
    expect(await input.resolve()).toEqual(STORED);
    expect(uploads.map((upload) => upload.name)).toEqual([name]);
    expect(uploads[0]?.text).toBe(FITS);
  });

  it('under the name that is given', async () => {
    const { prepare, uploads } = makeSource();
    const input = prepare(new File([FITS], 'a.fits'), { filename: 'my field.fits' });
    expect(input.name).toBe('my field.fits');
    await input.resolve();
    expect(uploads[0]?.name).toBe('my_field.fits');
  });

  it('not at all when the call is taken back before its turn', async () => {
    const { prepare, uploads, openFile } = makeSource({ 'a.fits': FITS });
    const reason = new Error('superseded');
    expect(await rejectionOf(prepare('a.fits').resolve(AbortSignal.abort(reason)))).toBe(reason);
    expect([uploads, openFile.mock.calls]).toEqual([[], []]);
  });

  it('without a change of the caller’s bytes', async () => {
    const { prepare } = makeSource();
    const given = bytes(FITS);
    await prepare(given).resolve();
    expect(new TextDecoder().decode(given)).toBe(FITS);
  });
});

describe('a promise of an input', () => {
  it('is what it gives: a server file, or data that are uploaded', async () => {
    const { prepare, uploads } = makeSource();
    const file = prepare(Promise.resolve('${upload-dir}/a.fits'));
    expect(file).not.toHaveProperty('now');
    expect(await file.resolve()).toEqual({ file: '${upload-dir}/a.fits' });
    expect(uploads).toEqual([]);
    expect(await prepare(Promise.resolve(bytes(FITS)), { filename: 'b.fits' }).resolve()).toEqual(STORED);
    expect(uploads.map(({ name }) => name)).toEqual(['b.fits']);
  });

  it('fails as it does, or for what it gives', async () => {
    const { prepare } = makeSource();
    const reason = new Error('no file today');
    expect(await rejectionOf(prepare(Promise.reject(reason)).resolve())).toBe(reason);
    expect(await rejectionOf(prepare(Promise.resolve(5)).resolve())).toMatchObject({
      name: 'ArgumentError',
      method: 'showIt',
      value: 5,
    });
  });
});

describe('an address that the client fetches', () => {
  const ok = (body: BodyInit, init?: ResponseInit) => async () => new Response(body, init);

  it('is fetched here and uploaded under its name', async () => {
    const { prepare, uploads, fetch } = makeSource({}, ok(FITS));
    const input = prepare('http://localhost:5173/a%20b.fits?v=2', { fetchBy: 'client' });
    expect(input).toMatchObject({ url: undefined });
    expect(fetch).not.toHaveBeenCalled();
    expect(await input.resolve()).toEqual(STORED);
    expect(fetch.mock.calls.map(([url]) => url)).toEqual(['http://localhost:5173/a%20b.fits?v=2']);
    expect(uploads[0]?.name).toMatch(/^[A-Za-z0-9._-]+\.fits$/);
    expect(uploads[0]?.text).toBe(FITS);
  });

  it('that answers with an error is an error', async () => {
    const { prepare, uploads } = makeSource({}, ok('gone', { status: 404 }));
    const error = await rejectionOf(prepare('http://h/a.fits', { fetchBy: 'client' }).resolve());
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ message: 'http://h/a.fits could not be fetched by the client: HTTP 404' });
    expect(uploads).toEqual([]);
  });

  it('that cannot be reached is an error with its cause', async () => {
    const { prepare } = makeSource();
    const error = await rejectionOf(prepare('http://h/a.fits', { fetchBy: 'client' }).resolve());
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ cause: new TypeError('fetch failed') });
  });

  it('that breaks off in the middle is an error with its cause', async () => {
    const cause = new Error('connection reset');
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes('SIMPLE'));
        controller.error(cause);
      },
    });
    const { prepare, uploads } = makeSource({}, ok(body));
    const error = await rejectionOf(prepare('http://h/a.fits', { fetchBy: 'client' }).resolve());
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ message: 'http://h/a.fits could not be fetched by the client', cause });
    expect(uploads).toEqual([]);
  });

  it('that gives a login page in place of an image is refused', async () => {
    const { prepare } = makeSource({}, ok('<!doctype html>'));
    const error = await rejectionOf(prepare('http://h/a.fits', { fetchBy: 'client' }).resolve());
    expect(error).toMatchObject({
      message: 'showIt: a.fits is not a FITS file: it begins with "<!doct", not with "SIMPLE"',
    });
  });
});

describe('data that are refused', () => {
  it.each(['', 'S', 'SIMPL', 'simple', 'ra,dec\n1,2', '\u0000'.repeat(10)])(
    'as an image: %j',
    async (text) => {
      const { prepare, uploads } = makeSource();
      const error = await rejectionOf(prepare(bytes(text), { filename: 'a.fits' }).resolve());
      expect(error).toBeInstanceOf(InputError);
      const message =
        text === '' ? 'showIt: a.fits is empty' : /^showIt: a\.fits is not a FITS file: it begins with "/;
      expect(String(error instanceof Error ? error.message : '')).toMatch(message);
      expect(uploads).toEqual([]);
    },
  );

  it.each(['SIMPLE', '\x1f\x8b…', 'BZh9', '\x1f\x9d', 'PK\x03\x04'])(
    'but not what may hold an image: %j',
    async (text) => {
      const { prepare } = makeSource();
      const latin1 = Uint8Array.from([...text], (char) => char.charCodeAt(0) & 0xff);
      expect(await prepare(latin1).resolve()).toEqual(STORED);
    },
  );

  it.each(['table', 'region'] as const)('as a %s only when they are empty', async (kind) => {
    const { prepare } = makeSource({ 'a.reg': 'anything', 'b.reg': '' });
    expect(await prepare('a.reg', {}, kind).resolve()).toEqual(STORED);
    const error = await rejectionOf(prepare('b.reg', {}, kind).resolve());
    expect(error).toMatchObject({ message: 'showIt: b.reg is empty' });
    expect(await rejectionOf(prepare(Readable.from([]), {}, kind).resolve())).toBeInstanceOf(InputError);
  });

  it('a stream of something else than bytes', async () => {
    const { prepare, uploads } = makeSource();
    const error = await rejectionOf(prepare(Readable.from([bytes('SIMPLE'), 5])).resolve());
    expect(error).toMatchObject({ message: 'the stream gave 5 where bytes were expected' });
    expect(uploads).toEqual([]);
  });

  it('a stream that fails, with its own error', async () => {
    const error = new Error('disk on fire');
    const broken = async function* () {
      yield bytes('SIMPLE');
      throw error;
    };
    expect(await rejectionOf(makeSource().prepare(broken()).resolve())).toBe(error);
  });

  it('a path that leads nowhere, when it is its turn', async () => {
    expect(await rejectionOf(makeSource().prepare('nothing.fits').resolve())).toMatchObject({
      message: 'there is no file "nothing.fits"',
    });
  });
});

describe('what is no input', () => {
  it.each([
    'ftp://h/a.fits',
    's3://bucket/a.fits',
    'data:,SIMPLE',
    'blob:http://h/1',
    'javascript:1',
    'http://',
    'https://a b/',
  ])('%s is refused at once', (text) => {
    expect(argumentErrorOf(() => makeSource().prepare(text))).toMatchObject({
      method: 'showIt',
      argument: 'input',
      value: text,
    });
  });

  it.each([5, true, null, undefined, {}, [], ['a.fits'], () => 1, new Date(), ''])(
    '%j is refused at once',
    (input) => {
      const error = argumentErrorOf(() => makeSource().prepare(input));
      expect(error).toMatchObject({ method: 'showIt', argument: 'input', value: input });
    },
  );

  it('a fetchBy nobody knows is refused', () => {
    const options: InputOptions = JSON.parse('{"fetchBy":"me"}');
    const error = argumentErrorOf(() => makeSource().prepare('http://h/a.fits', options));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({
      argument: 'options.fetchBy',
      value: 'me',
      expected: '"server" or "client"',
    });
  });

  it('options are told from data', () => {
    expect([{}, { plotId: 'a' }, Object.create(null)].map(isOptions)).toEqual([true, true, true]);
    const data = [
      new URL('http://h'),
      new Blob(),
      bytes('x'),
      new ArrayBuffer(1),
      Readable.from([]),
      'x',
      null,
      5,
    ];
    expect(data.map(isOptions)).toEqual(data.map(() => false));
  });
});
