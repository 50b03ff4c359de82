/** Wrong arguments to everything that makes clients or is about their connection: refused with a reason, and nothing is sent. */
import { ArgumentError, FireflyClient } from 'firefly-client';
import { createMemoryServer } from 'firefly-client/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Callable, callWith } from '../unit/sdk/helpers.js';

const BASE = 'http://memory.test/firefly';
const commands: string[] = [];
const server = createMemoryServer({
  intercept: (cmd) => {
    commands.push(cmd);
    return undefined;
  },
});
const transport = server.transport();
let client: FireflyClient;

beforeAll(async () => {
  client = await FireflyClient.connect(BASE, { transport });
});
afterAll(() => client.close());

/** Name, function, arguments, what is named, what is allowed. */
type Case = readonly [string, Callable, readonly unknown[], string, RegExp];

const NO_URLS = ['', 'firefly', 'ftp://h/x', 5, {}, 'http://h/firefly/slate.html'];
const urls = (name: string, fn: Callable): Case[] =>
  NO_URLS.map((url) => [name, fn, [url, { transport }], 'url', /address of (?:a Firefly|the) server/]);

/** One wrong option after the arguments that come before. */
const option = (
  name: string,
  fn: Callable,
  before: readonly unknown[],
  key: string,
  values: readonly unknown[],
  expected: RegExp,
): Case[] => values.map((value) => [name, fn, [...before, { transport, [key]: value }], key, expected]);

const NO_OBJECTS = ['x', 5, null, true];
const objects = (name: string, fn: Callable, before: readonly unknown[]): Case[] =>
  NO_OBJECTS.map((value) => [name, fn, [...before, value], 'options', /an object/]);

const made: readonly (readonly [string, Callable, readonly unknown[]])[] = [
  ['connect', FireflyClient.connect, [BASE]],
  ['makeClient', FireflyClient.makeClient, [BASE]],
];

const MAKERS: Case[] = made.flatMap(([name, fn, before]) => [
  ...urls(name, fn),
  ...objects(name, fn, before),
  ...option(name, fn, before, 'channel', [5, '', 'a b', {}, null], /channel|string|characters|remember/),
  ...option(name, fn, before, 'htmlFile', [5, 'a b', '../x?y'], /name of a page|string/),
  ...option(
    name,
    fn,
    before,
    'viewerMode',
    ['slate', 5, null],
    /"FireflyViewer", "FireflySlate" or "NO_VIEWER"/,
  ),
  ...option(name, fn, before, 'makeDefault', ['yes', 1, null], /true or false/),
  ...option(name, fn, before, 'viewerTimeout', [0, -1, '5', Number.NaN], /number|more than 0/),
  ...option(name, fn, before, 'token', [5, '', 'a b', 'secret'], /printable ASCII|plain http/),
  ...option(name, fn, before, 'chanel', ['x'], /without 'chanel'/),
]);

const CASES: readonly Case[] = [
  ...MAKERS,
  ...option('connect', FireflyClient.connect, [BASE], 'startTab', ['yes', null], /true or false/),
  ...option('connect', FireflyClient.connect, [BASE], 'startBrowserTab', [true], /together with startTab/),
  [
    'connect',
    FireflyClient.connect,
    [undefined, { transport, useLabEnv: true }],
    'fireflyLabExtension',
    /in a JupyterLab/,
  ],
  ...option(
    'makeClient',
    FireflyClient.makeClient,
    [BASE],
    'launchBrowser',
    ['no', 1, null],
    /true or false/,
  ),
  ...option('makeClient', FireflyClient.makeClient, [BASE], 'useLabEnv', [true], /makeLabClient/),
  ...objects('makeLabClient', FireflyClient.makeLabClient, []),
  ...option('makeLabClient', FireflyClient.makeLabClient, [], 'channel', ['mine'], /the Lab decides/),
  ...urls('confirmAccess', FireflyClient.confirmAccess),
  ...objects('confirmAccess', FireflyClient.confirmAccess, [BASE]),
  ...option('confirmAccess', FireflyClient.confirmAccess, [BASE], 'channel', ['x'], /without 'channel'/),
  ...option('confirmAccess', FireflyClient.confirmAccess, [BASE], 'token', ['secret'], /plain http/),
  ...option('confirmAccess', FireflyClient.confirmAccess, [BASE], 'timeout', [0, '5'], /number|more than 0/),
  ['getViewerMode', FireflyClient.getViewerMode, [5], 'htmlFile', /name of a page/],
  ['getViewerMode', FireflyClient.getViewerMode, ['', 'slate'], 'override', /"FireflySlate"/],
  ...['', 'a b', 'a__viewer', '1e5', 5, null].map(
    (channel): Case => [
      'getFireflyUrl',
      (given) => client.getFireflyUrl(given),
      [channel],
      'channel',
      /characters|viewer/,
    ],
  ),
  ...['', 'nonsense', 5, null].map(
    (url): Case => ['displayUrl', (given) => client.displayUrl(given), [url], 'url', /an address/],
  ),
  ...objects('launchBrowser', (given) => client.launchBrowser(given), []),
  ...[
    [{ channel: 'a b' }, 'channel', /characters/],
    [{ channel: 5 }, 'channel', /a string/],
    [{ force: 'yes' }, 'force', /true or false/],
    [{ verbose: 1 }, 'verbose', /true or false/],
    [{ timeout: 0 }, 'timeout', /more than 0/],
    [{ url: 'x' }, 'options', /without 'url'/],
  ].map(
    ([given, argument, expected]): Case => [
      'launchBrowser',
      (options) => client.launchBrowser(options),
      [given],
      String(argument),
      expected as RegExp,
    ],
  ),
  ...objects('showLabTab', (given) => client.showLabTab(given), []),
  ['showLabTab', (given) => client.showLabTab(given), [{ htmlFile: 5 }], 'htmlFile', /a string/],
  ['showLabTab', (given) => client.showLabTab(given), [{ html_file: 'x' }], 'options', /without 'html_file'/],
  ...[undefined, null, 'x', {}].flatMap((callback): Case[] => [
    ['addListener', (fn) => client.addListener(fn), [callback], 'callback', /a function/],
    ['removeListener', (fn) => client.removeListener(fn), [callback], 'callback', /a function/],
  ]),
  ...['', 5, null].flatMap((name): Case[] => [
    [
      'addListener',
      (fn, given) => client.addListener(fn, given),
      [() => undefined, name],
      'name',
      /name of a frame/,
    ],
    [
      'removeListener',
      (fn, given) => client.removeListener(fn, given),
      [() => undefined, name],
      'name',
      /name of a frame/,
    ],
  ]),
  ...[-1, '5', Number.NaN, null].map(
    (timeout): Case => ['close', (given) => client.close(given), [{ timeout }], 'timeout', /milliseconds/],
  ),
];

describe('a wrong argument', () => {
  it.each(CASES)('of %s: %#', async (name, fn, args, argument, expected) => {
    for (const variable of ['fireflyLabExtension', 'FIREFLY_URL']) vi.stubEnv(variable, undefined);
    commands.length = 0;
    const error: unknown = await new Promise((resolve) => resolve(callWith(fn, args))).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ method: name });
    expect(String(error)).toContain(`${name}: `);
    expect(String(error)).toContain(argument);
    expect(String(error)).toMatch(expected);
    expect(String(error)).not.toContain('secret');
    expect(commands).toEqual([]);
    expect(client.state).toBe('connected');
  });
});
