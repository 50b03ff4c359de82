/** The types as programs of others see them, with their libraries checked too. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, requireBuild } from '../support/built.js';

const folder = mkdtempSync(join(tmpdir(), 'firefly-client-test-'));

beforeAll(() => {
  requireBuild();
  mkdirSync(join(folder, 'node_modules'));
  // "junction" needs no rights where links do.
  symlinkSync(ROOT, join(folder, 'node_modules', 'firefly-client'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = `
import { ArgumentError, type ChartHandle, FireflyClient, type ImageDisplayed, type TableHandle } from 'firefly-client';
import { showFitsImage } from 'firefly-client/actions';
import * as plot from 'firefly-client/plot';
import { createMemoryServer } from 'firefly-client/testing';

export async function program(): Promise<ImageDisplayed> {
  const server = createMemoryServer();
  const firefly = await FireflyClient.connect('http://127.0.0.1:8080/firefly', { transport: server.transport() });
  try {
    const image = firefly.showFitsImage(new Uint8Array(2880), { plotId: 'm31' });
    const id: string = image.plotId;
    const table: TableHandle = firefly.showTable('stars.csv');
    firefly.on('POINT', (event) => console.log(id, event.plotId));
    firefly.on('error', (error) => { if (error instanceof ArgumentError) console.log(error.argument); });
    await table;
    plot.useClient(firefly);
    const handles: readonly [TableHandle, ChartHandle] = [
      plot.uploadTable(new Uint8Array(2), { title: 'T', show: false }),
      plot.scatter('ra', 'dec', { alpha: 0.5, title: null, trace: { name: 'x' } }),
    ];
    console.log(handles[0].tblId, handles[1].chartId);
    const access = await FireflyClient.confirmAccess('http://127.0.0.1:8080/firefly');
    const told: string = access.success ? String(access.serverVersion) : access.error.code;
    const mine: FireflyClient | undefined = FireflyClient.getDefaultInstance();
    const port: number | undefined = mine?.peerAddress?.port;
    const launched: boolean = (await firefly.launchBrowser({ force: true })).opened;
    firefly.addListener((frame) => console.log(frame.name, told, port, launched));
    await FireflyClient.makeLabClient({ startBrowserTab: true, makeDefault: true });
    for await (const event of firefly.events('table.highlight', { signal: AbortSignal.timeout(10) })) console.log(event.tblId);
    const action: { readonly type: string } = showFitsImage({ url: 'http://x/y.fits' }, { plotId: id });
    console.log(action.type);
    return await image.displayed({ timeout: 1000 });
  } finally {
    await firefly.close();
  }
}
`;

const ACTIONS = `
import { col, filter, type FireflyClient, type MaskHandle, type ModeWarning, parseRegions, RangeValues, region } from 'firefly-client';

export async function actions(firefly: FireflyClient): Promise<void> {
  const stretch = RangeValues.create({ lowerType: 'percent', lowerValue: 1, upperValue: 99, algorithm: 'asinh' });
  const image = firefly.showFitsImage('m31.fits', { title: 'M 31', ZoomType: 'TO_WIDTH', zoomtowidth: 500, RangeValues: stretch, ColorTable: 1, anything: [1] });
  firefly.showFitsImage({ survey: 'WISE', band: 'W1', target: { ra: 10.68, dec: 41.27 }, size: '0.5deg' });
  firefly.showFits3Color([{ input: 'r.fits' }, null, { URL: 'http://h/b.fits' }], { plotId: 'rgb' });
  const one: string = firefly.setStretch(image.plotId, { type: 'zscale' }).rvString;
  const three: readonly [string, string, string] = firefly.setStretchHueRgb(['rgb'], { scalingK: [1, 2, 3] }).rvList;
  firefly.applyTableFilters('t', filter\`\${col('j_m')} < \${12}\`);
  firefly.showChart({ data: [{ type: 'scatter', mode: 'markers', tbl_id: 't', x: 'tables::ra', y: [1, 2], marker: { size: 4 } }], layout: { xaxis: { type: 'log' } } });
  firefly.showXYPlot('t', { xCol: 'ra', yCol: 'dec', xOptions: 'grid,log' });
  firefly.overlayRegionLayer({ regionData: [region.circle({ ra: 1, dec: 2, radius: '20"', color: 'red' })] });
  const kinds: string[] = parseRegions('circle 1 2 3').map(({ kind }) => kind);
  const mask: MaskHandle = firefly.addMask(3, 1, 'm31', { color: 'red' });
  const warning: ModeWarning | undefined = (await firefly.addCell(0, 0, 1, 1, 'images')).warning;
  const off: () => void = firefly.onClick({ plotId: 'm31' }, ({ world }) => console.log(world?.x));
  const path: string = await firefly.uploadFile(new Uint8Array(3), { filename: 'x.fits' });
  console.log(one, three, kinds, mask.maskId, warning?.what, off, path);
}
`;

const WRONG_ACTIONS: readonly (readonly [string, string])[] = [
  ["firefly.showFitsImage('m31.fits', { ZoomType: 'TO_WIDHT' })", 'TO_WIDHT'],
  ["firefly.showFitsImage('m31.fits', { GridOn: 5 })", 'TRUE_LABELS_FALSE'],
  ["firefly.showFitsImage({ survey: 'NONE', band: 'K', target: '1;2' })", 'NONE'],
  ["firefly.setStretch('a', { algorithm: 'nonsense' })", 'nonsense'],
  ["firefly.setRgbColors('a', { bias: [1, 2] })", 'Source has 2 element(s)'],
  ["firefly.alignImages({ matchType: 'Sky' })", 'Sky'],
  ["firefly.showXYPlot('t', { xCol: 'a' })", 'yCol'],
  ['firefly.showChart({ data: [{ mode: 5 }] })', 'number'],
  ["firefly.addCell(0, 0, 1, 1, 'image')", 'image'],
  ["firefly.changeTriviewLayout('NOPE')", 'NOPE'],
  ["firefly.sortTableColumn('t', 'a', 'UP')", 'UP'],
  ['firefly.addMask("3", 1, "a")', 'number'],
];

/** Each line after the first is wrong, and why. */
const MISTAKES: readonly (readonly [string, string])[] = [
  [
    "FireflyClient.connect('http://x', { channel: 7 })",
    "Type 'number' is not assignable to type 'ChannelOption",
  ],
  ["FireflyClient.connect('http://x', { viewerMode: 'slate' })", `Type '"slate"' is not assignable`],
  [
    "FireflyClient.connect('http://x', { html_file: '' })",
    "'html_file' does not exist in type 'ConnectOptions'",
  ],
  [
    "FireflyClient.makeClient('http://x', { useLabEnv: true })",
    "'useLabEnv' does not exist in type 'MakeClientOptions'",
  ],
  [
    "FireflyClient.makeLabClient({ channel: 'x' })",
    "'channel' does not exist in type 'MakeLabClientOptions'",
  ],
  ["plot.scatter('a')", 'Expected 2-3 arguments, but got 1'],
  ["plot.hist('a', { bins: 3 })", "'bins' does not exist in type 'HistOptions'"],
  ["plot.useClient('c')", "type 'string' is not assignable to parameter of type 'FireflyClient'"],
];

const MISTAKE = `
import { FireflyClient } from 'firefly-client';
import * as plot from 'firefly-client/plot';
${MISTAKES.map(([call]) => `void ${call};`).join('\n')}
`;

/** What the compiler says about a program. */
function complaints(file: string, text: string, options: ts.CompilerOptions): string[] {
  const path = join(folder, file);
  writeFileSync(path, text);
  const program = ts.createProgram([path], {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    preserveSymlinks: false,
    ...options,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

const LIB = ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'];
const NODE: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: LIB,
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules', '@types')],
};
const PAGE: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ['browser'],
  lib: [...LIB, 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  types: [],
};

// The compiler reads all libraries too, which takes its time on a busy machine.
describe('a strict program', { timeout: 120_000 }, () => {
  it('compiles as ESM for Node', () => {
    expect(complaints('program.mts', PROGRAM, NODE)).toEqual([]);
  });

  it('compiles as CommonJS for Node', () => {
    expect(complaints('program.cts', PROGRAM, NODE)).toEqual([]);
  });

  it('compiles for a page, without the types of Node', () => {
    expect(complaints('program.ts', PROGRAM, PAGE)).toEqual([]);
  });

  it('has types for every action', () => {
    expect(complaints('actions.mts', ACTIONS, NODE)).toEqual([]);
  });

  it('is told of wrong arguments by the compiler', () => {
    const lines = WRONG_ACTIONS.map(
      ([call], index) => `export const wrong${index} = (firefly: FireflyClient): unknown => ${call};`,
    );
    const text = ["import type { FireflyClient } from 'firefly-client';", ...lines].join('\n');
    const found = complaints('wrong.mts', text, NODE);
    expect(found).toHaveLength(WRONG_ACTIONS.length);
    for (const [index, [call, told]] of WRONG_ACTIONS.entries()) expect(found[index], call).toContain(told);
  });

  it('is told of its mistakes', () => {
    const found = complaints('mistake.mts', MISTAKE, NODE);
    expect(found).toHaveLength(MISTAKES.length);
    for (const [index, [, why]] of MISTAKES.entries()) expect(found[index]).toContain(why);
  });
});
