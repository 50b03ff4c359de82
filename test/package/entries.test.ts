/** The entries of the package in every format it is built in. */
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, type ProcessOptions, requireBuild } from '../support/built.js';
import { formOf, startServer } from '../transport/server.js';

beforeAll(requireBuild);

/** The state of a process. */
interface Moment {
  readonly listeners: unknown;
  readonly resources: readonly string[];
  readonly handles: number;
}

/** What was noticed during an import. */
interface Watched {
  readonly env: readonly string[];
  readonly added: readonly string[];
  readonly before: Moment;
  readonly after: Moment;
}

const LOAD = {
  esm: `
    const main = await import('firefly-client');
    const actions = await import('firefly-client/actions');
    const plot = await import('firefly-client/plot');
    const render = await import('firefly-client/render');
    const data = await import('firefly-client/data');
    const transports = await import('firefly-client/transports');
    const embed = await import('firefly-client/embed');
    const testing = await import('firefly-client/testing');`,
  cjs: `
    const main = require('firefly-client');
    const actions = require('firefly-client/actions');
    const plot = require('firefly-client/plot');
    const render = require('firefly-client/render');
    const data = require('firefly-client/data');
    const transports = require('firefly-client/transports');
    const embed = require('firefly-client/embed');
    const testing = require('firefly-client/testing');`,
};

const FORMATS: readonly [string, string, ProcessOptions][] = [
  ['ESM', LOAD.esm, {}],
  ['CommonJS', LOAD.cjs, { type: 'commonjs' }],
  ['the browser build', LOAD.esm, { nodeArgs: ['--conditions=browser'] }],
];

describe.each(FORMATS)('%s', (_name, load, options) => {
  it('has the public names in all entries', async () => {
    const names = await evaluate(
      `${load}
      const names = (entry) => Object.keys(entry).filter((name) => typeof entry[name] === 'function');
      console.log(JSON.stringify({ main: names(main), actions: names(actions), plot: names(plot), render: names(render), data: names(data), testing: names(testing), transports: names(transports), embed: names(embed) }));`,
      options,
    );
    expect(names).toMatchObject({
      main: expect.arrayContaining([
        'FireflyClient',
        'FireflyError',
        'ArgumentError',
        'TimeoutError',
        'Handle',
      ]),
      actions: expect.arrayContaining(['showFitsImage', 'showTable', 'setPan', 'addExtension']),
      plot: expect.arrayContaining(['useClient', 'scatter', 'hist', 'uploadTable', 'uploadImage']),
      data: expect.arrayContaining(['encodeParquet', 'encodeFitsTable', 'encodeFitsImage', 'toTableData']),
      render: expect.arrayContaining(['renderImage', 'renderImages', 'RangeValues']),
      transports: expect.arrayContaining(['serverTransport', 'withinLimits', 'replyAsStream']),
      embed: expect.arrayContaining([
        'mountViewer',
        'openViewer',
        'loadFirefly',
        'defineFireflyViewer',
        'fireflyHook',
      ]),
      testing: expect.arrayContaining(['createMemoryServer', 'ScriptedViewer', 'ProtocolCore']),
    });
  });

  it('shares one set of error classes', async () => {
    const result = await evaluate(
      `${load}
      const thrown = (act) => { try { act(); } catch (error) { return error; } };
      const error = thrown(() => actions.setPan('p', { coord: 'nonsense' }));
      console.log(JSON.stringify({
        name: error.name, argument: error instanceof main.ArgumentError, root: error instanceof main.FireflyError,
      }));`,
      options,
    );
    expect(result).toEqual({ name: 'ArgumentError', argument: true, root: true });
  });

  it('drives a viewer in memory', async () => {
    const run = `
      const server = testing.createMemoryServer();
      const client = await main.FireflyClient.connect('http://127.0.0.1:8080/firefly', { transport: server.transport() });
      const viewer = server.openViewer(client.channel);
      await viewer.ready;
      const table = client.showTable(server.addFile('t.csv', 'a,b\\n1,2\\n3,4\\n'), { tblId: 't' });
      const { totalRows } = await table.displayed();
      await client.close();
      console.log(JSON.stringify({ totalRows, ids: [...viewer.tables.keys()], left: server.core.connectionIds(client.channel).length }));`;
    const script = options.type === 'commonjs' ? `${load} (async () => {${run}})();` : `${load}${run}`;
    expect(await evaluate(script, options)).toEqual({ totalRows: 2, ids: ['t'], left: 1 });
  });
});

describe('both formats in one process', () => {
  it('share one socket on a channel, and what was learned from the server', async () => {
    const server = await startServer();
    const result = await evaluate(
      `import { createRequire } from 'node:module';
      const url = process.argv[1];
      const { FireflyClient: Esm } = await import('firefly-client');
      const { FireflyClient: Cjs } = createRequire(import.meta.url)('firefly-client');
      const one = await Esm.connect(url, { channel: 'both' });
      const two = await Cjs.connect(url, { channel: 'both' });
      await one.close();
      await two.dispatch('ffc.test', { from: 'cjs' });
      const versions = [one.serverVersion, two.serverVersion];
      const { state } = two;
      await two.close();
      const registries = Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes('firefly'));
      console.log(JSON.stringify({ differ: Esm !== Cjs, versions, state, registries }));`,
      { args: [server.url] },
    );
    expect(result).toEqual({
      differ: true,
      versions: ['2026.1', '2026.1'],
      state: 'connected',
      registries: ['Symbol(firefly-client.registry.1)'],
    });
    expect(server.handshakes).toHaveLength(1);
    expect(server.seen.filter(({ body }) => body.includes('ffc.test'))).toHaveLength(1);
  });

  it('share what quick looks remember', async () => {
    const server = await startServer();
    const result = await evaluate(
      `import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const { FireflyClient } = await import('firefly-client');
      const esm = await import('firefly-client/plot');
      const cjs = require('firefly-client/plot');
      const client = await FireflyClient.connect(process.argv[1]);
      cjs.useTable('shared');
      const { chartId } = await esm.scatter('ra', 'dec');
      await client.close();
      console.log(JSON.stringify(chartId.startsWith('Plotly-')));`,
      { args: [server.url] },
    );
    expect(result).toBe(true);
    const actions = server.seen.map((seen) => JSON.parse(formOf(seen).get('action') ?? '{}'));
    const charts = actions.filter(({ type }) => type === 'charts.data/chartAdd');
    expect(charts.map(({ payload }) => payload.data[0].tbl_id)).toEqual(['shared']);
  });

  it('share the list of clients, and which is the default one', async () => {
    const server = await startServer();
    const result = await evaluate(
      `import { createRequire } from 'node:module';
      const url = process.argv[1];
      const { FireflyClient: Esm } = await import('firefly-client');
      const { FireflyClient: Cjs } = createRequire(import.meta.url)('firefly-client');
      const one = await Esm.connect(url);
      const two = await Cjs.connect(url, { makeDefault: true });
      const told = [
        Esm.getDefaultInstance() === two, Cjs.getDefaultInstance() === two,
        Esm.getInstances().length, Cjs.getInstances()[0] === one,
      ];
      await two.close();
      told.push(Cjs.getDefaultInstance() === one);
      await one.close();
      told.push(Esm.getDefaultInstance() === undefined);
      console.log(JSON.stringify(told));`,
      { args: [server.url] },
    );
    expect(result).toEqual([true, true, 2, true, true, true]);
  });
});

describe('an import', () => {
  const watch = (load: string) => `
    const globals = () => [...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertySymbols(globalThis).map(String)];
    const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
    // What the runtime makes only when it is asked for: its fetch has a dispatcher of its own.
    new Request('http://127.0.0.1/');
    const done = { env: [], timers: [], calls: [] };
    const fromNode = () => /^\\s*at .*(?:node:|\\[eval)/.test(new Error().stack.split('\\n')[3] ?? '');
    const environment = process.env;
    process.env = new Proxy(environment, {
      get: (target, key) => { if (!fromNode()) done.env.push(String(key)); return Reflect.get(target, key); },
      has: (target, key) => { if (!fromNode()) done.env.push(String(key)); return Reflect.has(target, key); },
      ownKeys: (target) => { if (!fromNode()) done.env.push('*'); return Reflect.ownKeys(target); },
    });
    for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
      const real = globalThis[name];
      globalThis[name] = (...given) => { if (!fromNode()) done.timers.push(name); return real(...given); };
    }
    globalThis.fetch = () => { done.calls.push('fetch'); throw new Error('no'); };
    process.getBuiltinModule('node:net').Socket.prototype.connect = () => { done.calls.push('connect'); throw new Error('no'); };
    const before = { globals: globals(), listeners: listeners(), resources: process.getActiveResourcesInfo(), handles: process._getActiveHandles().length };
    ${load}
    const added = globals().filter((name) => !before.globals.includes(name));
    const after = { listeners: listeners(), resources: process.getActiveResourcesInfo(), handles: process._getActiveHandles().length };
    console.log(JSON.stringify({ ...done, added, before, after }));`;

  it('is watched closely: what a module does is noticed', async () => {
    const source = `setTimeout(() => {}, 1); globalThis.leak = process.env.HOME; process.on('exit', () => {});`;
    const module = `data:text/javascript,${encodeURIComponent(source)}`;
    const result = (await evaluate(watch(`await import(${JSON.stringify(module)});`))) as Watched;
    expect(result).toMatchObject({ env: ['HOME'], timers: ['setTimeout'], added: ['leak'] });
    expect(result.after.listeners).not.toEqual(result.before.listeners);
    expect(result.after.resources).toContain('Timeout');
  });

  it.each([
    ['ESM', watch(LOAD.esm), {}],
    ['CommonJS', watch(LOAD.cjs), { type: 'commonjs' }],
  ] satisfies [string, string, ProcessOptions][])('in %s does nothing', async (_name, script, options) => {
    const result = await evaluate(script, options);
    expect(result).toMatchObject({ timers: [], calls: [] });
    const { env, added, before, after } = result as Watched;
    // ws looks for its two switches, zod keeps its settings in one place.
    expect(env.filter((name) => !name.startsWith('WS_NO_'))).toEqual([]);
    expect(added.filter((name) => !name.startsWith('__zod_global'))).toEqual([]);
    expect(after.listeners).toEqual(before.listeners);
    expect(after.handles).toBe(before.handles);
    expect(after.resources.filter((name) => /Timeout|TCP|Server|Immediate/.test(name))).toEqual([]);
  });
});
