import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { isRecord, parseJson } from '../../../src/schema/json.js';
import {
  type Connection,
  createMemoryServer,
  type JsonObject,
  type MemoryServer,
  type MemoryServerOptions,
  type ProtocolCore,
  type ScriptedViewer,
  type ScriptedViewerOptions,
} from '../../../src/testing/index.js';

/** A frame as it came. */
export type Frame = { readonly name: string; readonly data: JsonObject } & JsonObject;

/** Recorded frames of a real viewer and server. */
const recordings: unknown = Object.assign(
  {},
  ...['viewer', 'layers', 'masks', 'bands'].map((name) =>
    parseJson(readFileSync(new URL(`../../fixtures/frames/${name}.json`, import.meta.url), 'utf8')),
  ),
);

export function recorded(name: string): Frame {
  const frame = isRecord(recordings) ? recordings[name] : undefined;
  if (!isFrame(frame)) throw new Error(`There is no recording "${name}".`);
  return frame;
}

export function isFrame(value: unknown): value is Frame {
  return isRecord(value) && typeof value['name'] === 'string' && isRecord(value['data']);
}

/** A socket that keeps what it hears. */
export class Listener {
  readonly texts: string[] = [];
  readonly closes: { readonly code: number; readonly reason: string }[] = [];
  readonly connection: Connection;

  constructor(core: ProtocolCore, channel: string) {
    this.connection = core.connect(channel, {
      send: (text) => void this.texts.push(text),
      close: (code, reason) => this.closes.push({ code, reason }),
    });
  }

  get values(): readonly unknown[] {
    return this.texts.map(parseJson);
  }

  get frames(): readonly Frame[] {
    return this.values.filter(isFrame);
  }

  /** Actions of a type, or all. */
  actions(type?: string): readonly JsonObject[] {
    return this.frames
      .filter(({ name, data }) => name === 'FLUX_ACTION' && (type === undefined || data['type'] === type))
      .map(({ data }) => data);
  }
}

/** A program, a server, and a viewer that announces itself before the story begins. */
export class Stage {
  readonly #program: Listener;

  private constructor(
    readonly server: MemoryServer,
    readonly viewer: ScriptedViewer,
  ) {
    this.#program = new Listener(server.core, viewer.channel);
  }

  static async open(
    viewerOptions: ScriptedViewerOptions = {},
    options: MemoryServerOptions = {},
  ): Promise<Stage> {
    const server = createMemoryServer(options);
    const stage = new Stage(server, server.openViewer('stage', { now: () => 1000, ...viewerOptions }));
    await stage.viewer.ready;
    return stage;
  }

  push(type: string, payload: unknown = {}): void {
    this.server.core.pushAction(this.viewer.channel, JSON.stringify({ type, payload }));
  }

  watch(...types: readonly string[]): void {
    for (const type of types) this.extend({ id: `x-${type}`, extType: type, title: type });
  }

  extend(extension: JsonObject): void {
    const nothing = { plotId: null, imageUrl: null, title: '', toolTip: '', shortcutKey: '' };
    this.push('ExternalAccessCntlr/extensionAdd', { extension: { ...nothing, ...extension } });
  }

  /** Ends when the viewer has nothing more to do. */
  async settled(): Promise<void> {
    await this.viewer.core.settled();
  }

  /** What was reported to one extension id, or to all. */
  reports(id?: string): readonly JsonObject[] {
    return this.#program.frames
      .filter(({ name, data }) => name === 'REPORT_USER_ACTION' && (id === undefined || data['id'] === id))
      .map(({ data }) => data);
  }

  /** The ids of all reports in the order they came. */
  get order(): readonly unknown[] {
    return this.reports().map(({ id }) => id);
  }

  image(plotId: string, file = this.server.addFile('m.fits', fits()), more: JsonObject = {}): void {
    const wpRequest = { plotId, file, GroupLocked: false, plotGroupId: 'g', Title: `image ${plotId}` };
    this.push('ImagePlotCntlr.PlotImage', { wpRequest, viewerId: 'DEFAULT_FITS_VIEWER_ID', ...more });
  }

  table(tblId: string, source = this.server.addFile('stars.csv', stars), meta: JsonObject = {}): void {
    this.push('table.search', { request: searchRequest(tblId, source, meta) });
  }
}

export function searchRequest(tblId: string, source: string, meta: JsonObject = {}): JsonObject {
  const META_INFO = { title: `table ${tblId}`, tbl_id: tblId, ...meta };
  return { startIdx: 0, pageSize: 3, tbl_id: tblId, source, id: 'IpacTableFromSource', META_INFO };
}

/** Five stars. */
export const stars = `name,ra,dec,mag
alpha,10.5,41.1,12.5
"beta, the second",10.6,41.2,9.25
gamma,10.7,41.3,
delta,10.8,41.4,15
epsilon,10.9,41.5,11
`;

/** A FITS image of nothing but zeros. */
export function fits(
  width = 4,
  height = 3,
  cards: readonly string[] = ["BUNIT   = 'DN      '           / what is counted"],
): Uint8Array {
  const size = [`NAXIS1  = ${String(width).padStart(20)}`, `NAXIS2  = ${String(height).padStart(20)}`];
  const all = [
    'SIMPLE  =                    T',
    'BITPIX  =                  -32',
    'NAXIS   =                    2',
    ...size,
    ...cards,
    'END',
  ];
  const header = all.map((card) => card.padEnd(80)).join('');
  const padded = header.padEnd(Math.ceil(header.length / 2880) * 2880);
  const bytes = new Uint8Array(padded.length + Math.ceil((width * height * 4) / 2880) * 2880);
  bytes.set(new TextEncoder().encode(padded));
  return bytes;
}

const LEAVES: ReadonlySet<string> = new Set([
  'header',
  'headerAry',
  'tableMeta',
  'params',
  'META_INFO',
  'row',
  'highlightedValues',
  'attributes',
  'data',
  'columns',
  'mappings',
  'options',
  'directFileAccessData',
  'table',
]);

/** Places and kinds of all members; what differs from file to file is not looked into. */
function shapeOf(value: unknown, path = '', shape = new Map<string, string>()): Map<string, string> {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  shape.set(path, kind);
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (LEAVES.has(name) && path !== '') return shape;
  if (Array.isArray(value)) {
    if (value.length > 0) shapeOf(value[0], `${path}[]`, shape);
  } else if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) shapeOf(member, `${path}.${key}`, shape);
  }
  return shape;
}

/** A report has the members of a recorded one, and of the same kinds; null may stand for anything. */
export function expectShape(actual: unknown, recording: unknown, except: readonly string[] = []): void {
  const [ours, theirs] = [shapeOf(actual), shapeOf(recording)];
  const listed = (shape: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
    [...shape]
      .filter(([path]) => !except.some((start) => path.startsWith(start)))
      .map(([path, kind]) => `${path}: ${kind === 'null' || other.get(path) === 'null' ? 'any' : kind}`)
      .sort();
  expect(listed(ours, theirs)).toEqual(listed(theirs, ours));
}
