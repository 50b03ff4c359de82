/** What Node reads and keeps: files of the user, and remembered channels. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FireflyClient } from '../../src/client/client.js';
import { ArgumentError, InputError } from '../../src/errors.js';
import { runtime } from '../../src/runtime/node.js';
import { createMemoryServer } from '../../src/testing/memory-server.js';
import { bytesIn } from '../../src/transport/bytes.js';
import { rejection } from '../transport/server.js';

const folder = mkdtempSync(join(tmpdir(), 'firefly-client-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string, content = 'a,b\n1,2\n'): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('openFile', () => {
  it('gives name and bytes of a path, absolute or relative, with any letters', async () => {
    const path = place('données 星.csv');
    for (const given of [path, relative(process.cwd(), path)]) {
      const file = await runtime.openFile(given);
      expect(file.name).toBe('données 星.csv');
      expect(Buffer.from(await bytesIn(file)).toString()).toBe('a,b\n1,2\n');
    }
  });

  it('takes file: URLs, escapes and all', async () => {
    const file = await runtime.openFile(pathToFileURL(place('50% of #1 ü.csv')).href);
    expect(file.name).toBe('50% of #1 ü.csv');
    expect(file.size).toBe(8);
  });

  it('follows a link to a file, and tells a dead one', async (context) => {
    if (platform() === 'win32') return context.skip('links need rights there');
    place('target.csv');
    symlinkSync(join(folder, 'target.csv'), join(folder, 'link.csv'));
    symlinkSync(join(folder, 'gone'), join(folder, 'dead.csv'));
    expect((await runtime.openFile(join(folder, 'link.csv'))).size).toBe(8);
    const error = await rejection(runtime.openFile(join(folder, 'dead.csv')));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('there is no file');
  });

  it.each([
    ['what is not there', () => join(folder, 'nowhere.csv'), /there is no file ".*nowhere\.csv"/],
    ['a directory', () => folder, /is a directory/],
    ['an empty file', () => place('empty.csv', ''), /is empty/],
    ['a path through a file', () => join(place('plain'), 'deeper'), /cannot be read|there is no file/],
    ['a path with a NUL', () => `${folder}/\0`, /cannot be read/],
    ['a file: URL of another machine', () => 'file://elsewhere/x.fits', /elsewhere/],
    ['a file: URL with an escaped slash', () => 'file:///a%2Fb', /names no file|there is no file/],
  ])('refuses %s', async (_what, make, text) => {
    const error = await rejection(runtime.openFile(make()));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(text);
    expect(error.message).not.toMatch(/^E[A-Z]+:/);
  });

  it('refuses a file that it may not read', async (context) => {
    const me = process.geteuid?.();
    if (me === undefined) return context.skip('this system has no file modes');
    const path = place('secret.csv');
    chmodSync(folder, 0o755);
    chmodSync(path, 0o000);
    if (me === 0) process.seteuid?.(65_534);
    try {
      const error = await rejection(runtime.openFile(path));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toBe(`${path} cannot be read`);
    } finally {
      if (me === 0) process.seteuid?.(0);
    }
  });
});

describe('a remembered channel', () => {
  let state: string;
  const base = 'http://127.0.0.1:8080/firefly';
  const remembered = (
    name: string,
    server = base,
    make = () => `ffc-${Math.random().toString(36).slice(2)}`,
  ) => runtime.rememberedChannel(name, server, make);
  const channels = () => join(state, 'firefly-client', 'channels');

  beforeEach((context) => {
    if (platform() !== 'linux') context.skip(`the state directory cannot be moved on ${platform()}`);
    state = mkdtempSync(join(folder, 'state-'));
    vi.stubEnv('XDG_STATE_HOME', state);
  });

  it('is kept in a file of its owner only', async () => {
    const channel = await remembered('demo', base, () => 'ffc-made');
    expect(channel).toBe('ffc-made');
    const [name, ...others] = readdirSync(channels());
    expect(others).toEqual([]);
    const path = join(channels(), name ?? '');
    expect(readFileSync(path, 'utf8')).toBe('ffc-made\n');
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(channels()).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(join(state, 'firefly-client')).mode & 0o777).toString(8)).toBe('700');
  });

  it('is the same next time, and another for another name or server', async () => {
    const first = await remembered('demo');
    expect(await remembered('demo')).toBe(first);
    expect(await remembered('other')).not.toBe(first);
    expect(await remembered('demo', 'https://firefly.example/firefly')).not.toBe(first);
    expect(await remembered('demo')).toBe(first);
  });

  it('is one for all who ask at once', async () => {
    const asked = await Promise.all(Array.from({ length: 40 }, () => remembered('rush')));
    expect(new Set(asked).size).toBe(1);
    expect(readdirSync(channels())).toHaveLength(1);
  });

  it('replaces what an empty file holds', async () => {
    const first = await remembered('demo');
    const path = join(channels(), readdirSync(channels())[0] ?? '');
    writeFileSync(path, '');
    const second = await remembered('demo');
    expect(second).not.toBe(first);
    expect(await remembered('demo')).toBe(second);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  });

  it('is no reason to write anywhere else when the variable is empty or relative', async () => {
    for (const value of ['', 'relative/state']) {
      vi.stubEnv('XDG_STATE_HOME', value);
      vi.stubEnv('HOME', state);
      await remembered('demo');
      expect(readdirSync(join(state, '.local', 'state', 'firefly-client', 'channels'))).toHaveLength(1);
    }
  });

  it('cannot be kept where a file is in the way, and says where', async () => {
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'firefly-client'), 'in the way');
    const error = await rejection(remembered('demo'));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(join(state, 'firefly-client'));
  });

  it('is what connect uses', async () => {
    const server = createMemoryServer();
    const url = base;
    const open = () =>
      FireflyClient.connect(url, { channel: { remember: 'demo' }, transport: server.transport() });
    const first = await open();
    await first.close();
    const second = await open();
    await second.close();
    expect(first.channel).toMatch(/^ffc-[\w-]{24}$/);
    expect(second.channel).toBe(first.channel);
  });

  it.each(['', '../escape', 'a/b', 'a b', 'é', 'x'.repeat(65), 7, undefined, null])(
    'has no name like %j',
    async (name) => {
      const channel: unknown = { remember: name };
      const options = { channel } as { channel: { remember: string } };
      const error = await rejection(FireflyClient.connect(base, options));
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error.message).toContain('channel');
      expect(readdirSync(state)).toEqual([]);
    },
  );

  it('that was tampered with is refused', async () => {
    await remembered('demo');
    writeFileSync(join(channels(), readdirSync(channels())[0] ?? ''), 'x&__wsch=y\n');
    const error = await rejection(FireflyClient.connect(base, { channel: { remember: 'demo' } }));
    expect(error).toBeInstanceOf(ArgumentError);
  });
});
