/** Real processes: they end when their work does, and not before. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Playground, startPlayground } from '../../playground/server/index.js';
import { requireBuild, start } from '../support/built.js';
import { freePort } from '../transport/server.js';
import { openViewer, watchesIn } from './viewers.js';

const folder = mkdtempSync(join(tmpdir(), 'firefly-client-test-'));
const csv = join(folder, 'stars.csv');
let playground: Playground;
let count = 0;

beforeAll(async () => {
  requireBuild();
  writeFileSync(csv, 'ra,dec\n10.5,41.2\n10.6,41.3\n');
  playground = await startPlayground({ port: 0 });
});
afterAll(async () => {
  await playground.close();
  rmSync(folder, { recursive: true });
});

const newChannel = () => `process-${++count}`;

/** Spec: a second after close(). */
const SOON = 1_000;

const HEAD = `
  import { FireflyClient } from 'firefly-client';
  const [url, channel, csv] = process.argv.slice(1);
  const firefly = await FireflyClient.connect(url, { channel });
`;

const run = (script: string, channel: string) =>
  start(HEAD + script, { args: [playground.url, channel, csv] });

describe('a script that closes', () => {
  const show = `
    const { totalRows } = await firefly.showTable(csv, { tblId: 't' }).displayed();
    console.log('rows ' + totalRows);
    await firefly.close();
    console.log('closed');
  `;

  it('ends by itself within a second after it, and leaves nothing in the viewer', async () => {
    const channel = newChannel();
    const viewer = await openViewer(playground, channel);
    const { ended, printed } = run(show, channel);
    await printed('rows 2');
    const closed = await printed('closed');
    const { code, stderr } = await ended;
    expect(performance.now() - closed).toBeLessThan(SOON);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect([...viewer.tables.keys()]).toEqual(['t']);
    expect(viewer.received.some(({ type }) => type === 'ExternalAccessCntlr/extensionAdd')).toBe(true);
    expect(viewer.extensions).toEqual([]);
    await expect.poll(() => playground.core.connectionIds(channel).length).toBe(1);
  });

  it('does so written in CommonJS', async () => {
    const channel = newChannel();
    const viewer = await openViewer(playground, channel);
    const script = `
      const { FireflyClient } = require('firefly-client');
      const [url, channel, csv] = process.argv.slice(1);
      (async () => { const firefly = await FireflyClient.connect(url, { channel }); ${show} })();`;
    const { ended, printed } = start(script, { type: 'commonjs', args: [playground.url, channel, csv] });
    const closed = await printed('closed');
    expect((await ended).code).toBe(0);
    expect(performance.now() - closed).toBeLessThan(SOON);
    expect(viewer.extensions).toEqual([]);
  });

  it('does so with "await using" left in the middle by an error', async () => {
    const channel = newChannel();
    const viewer = await openViewer(playground, channel);
    // What "await using" compiles to, so that every Node runs it.
    const script = `
      try { firefly.on('table.select', () => {}); await firefly.dispatch('ffc.test'); throw new Error('half-way'); }
      catch (error) { console.log(error.message); }
      finally { await firefly[Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')](); console.log('closed'); }`;
    const { ended, printed } = run(script, channel);
    await printed('half-way');
    const closed = await printed('closed');
    expect((await ended).code).toBe(0);
    expect(performance.now() - closed).toBeLessThan(SOON);
    expect(viewer.extensions).toEqual([]);
  });

  it('takes its extensions back', async () => {
    const channel = newChannel();
    const viewer = await openViewer(playground, channel);
    const { ended, printed, child } = run(
      `await firefly.addExtension('POINT', { extensionId: 'pick', title: 'Pick' });
      console.log('added');
      process.stdin.once('data', async () => { await firefly.close(); process.stdin.destroy(); });`,
      channel,
    );
    await printed('added');
    expect(viewer.extensions.map(({ id }) => id)).toContain('pick');
    child.stdin.write('go\n');
    expect((await ended).code).toBe(0);
    expect(viewer.extensions).toEqual([]);
  });
});

describe('a script that does not close', () => {
  it('ends after the last delivery when nothing listens; what it watched for is taken back', async () => {
    const channel = newChannel();
    const viewer = await openViewer(playground, channel);
    const { ended, printed } = run(
      `await firefly.showTable(csv, { tblId: 't' }).displayed(); console.log('displayed');`,
      channel,
    );
    await printed('displayed');
    expect(watchesIn(viewer)).not.toEqual([]);
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(viewer.extensions).toEqual([]);
    expect([...viewer.tables.keys()]).toEqual(['t']);
  });

  it('delivers what nobody awaits before it ends, in order', async () => {
    const channel = newChannel();
    const viewer = await openViewer(playground, channel);
    const { ended } = run(
      `firefly.showTable(csv, { tblId: 't' });
      for (let n = 0; n < 50; n++) firefly.dispatch('ffc.count', { n });`,
      channel,
    );
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    const numbers = viewer.received
      .filter(({ type }) => type === 'ffc.count')
      .map(({ payload }) => Object(payload).n);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(viewer.received.some(({ type }) => type === 'table.search')).toBe(true);
    expect(watchesIn(viewer)).toEqual([]);
  });

  it('ends without a viewer and without a warning, however many clients it has', async () => {
    const { ended } = run(
      `const more = await Promise.all(Array.from({ length: 12 }, () => FireflyClient.connect(url)));
      await Promise.all(more.map((client) => client.dispatch('ffc.test')));
      console.log(new Set(more.map((client) => client.channel)).size);`,
      newChannel(),
    );
    expect(await ended).toEqual({ code: 0, signal: null, stdout: '12\n', stderr: '' });
  });

  it('ends although its server has gone', async () => {
    const own = await startPlayground({ port: 0 });
    const { ended, printed, child } = start(
      `${HEAD} console.log('connected'); process.stdin.once('data', () => process.stdin.destroy());`,
      { args: [own.url, newChannel()] },
    );
    await printed('connected');
    await own.close();
    child.stdin.write('go\n');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a script that listens', () => {
  const listen = `firefly.on('frame', ({ data }) => console.log('heard ' + data.type)); console.log('ready');`;

  it('stays alive until it is told to end', async () => {
    const channel = newChannel();
    const listener = run(listen, channel);
    await listener.printed('ready');
    // One that does not listen is started later, and is gone first.
    const other = run(`console.log('ready');`, newChannel());
    expect((await other.ended).code).toBe(0);
    playground.core.pushAction(channel, '{"type":"ffc.hello","payload":{}}');
    await listener.printed('heard ffc.hello');
    expect(listener.child.exitCode).toBeNull();
    listener.child.kill('SIGTERM');
    expect(await listener.ended).toMatchObject({ signal: 'SIGTERM', stderr: '' });
    await expect.poll(() => playground.core.connectionIds(channel)).toEqual([]);
  });

  it('ends by itself after unref()', async () => {
    const { ended } = run(`${listen} firefly.unref();`, newChannel());
    expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('ends by itself when the last listener is taken off', async () => {
    const channel = newChannel();
    const { ended, printed } = run(
      `const off = firefly.on('frame', ({ data }) => { console.log('heard ' + data.type); off(); }); console.log('ready');`,
      channel,
    );
    await printed('ready');
    playground.core.pushAction(channel, '{"type":"ffc.bye","payload":{}}');
    expect(await ended).toMatchObject({ code: 0, stdout: 'ready\nheard ffc.bye\n', stderr: '' });
  });

  it('ends by itself when its loop over events ends', async () => {
    const channel = newChannel();
    const { ended, printed } = run(
      `setImmediate(() => console.log('ready'));
      for await (const { data } of firefly.events('frame')) { console.log('heard ' + data.type); break; }`,
      channel,
    );
    await printed('ready');
    playground.core.pushAction(channel, '{"type":"ffc.bye","payload":{}}');
    expect(await ended).toMatchObject({ code: 0, stdout: 'ready\nheard ffc.bye\n', stderr: '' });
  });

  it('is not kept alive by listeners to errors and to the connection', async () => {
    const { ended } = run(`firefly.on('error', () => {}); firefly.on('connection', () => {});`, newChannel());
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a failure that nobody awaits', () => {
  it('is one line on stderr, and no crash', async () => {
    const { ended, printed } = run(
      `firefly.showTable('/nowhere/stars.csv', { tblId: 't' });
      process.on('unhandledRejection', () => process.exit(9));
      await firefly.dispatch('ffc.after');
      console.log('went on');`,
      newChannel(),
    );
    await printed('went on');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^firefly-client: InputError: there is no file "[^\n]*stars\.csv"\n$/);
  });

  it('goes to the listener, where there is one', async () => {
    const { ended } = run(
      `firefly.on('error', (error) => console.log(error.name));
      firefly.showTable('/nowhere/stars.csv');`,
      newChannel(),
    );
    expect(await ended).toEqual({ code: 0, signal: null, stdout: 'InputError\n', stderr: '' });
  });

  it('of connect ends the script with the way out in the message', async () => {
    const port = await freePort();
    const { ended } = start(HEAD, { args: [`http://127.0.0.1:${port}/firefly`, 'c'] });
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain('ConnectionError');
    expect(stderr).toContain('npx firefly-playground');
  });
});
