/** Starting a playground for a test, and talking to it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { type Playground, type PlaygroundOptions, startPlayground } from '../../playground/server/index.js';

/** A playground on any free port that ends with the tests of its file. */
export async function playground(options: PlaygroundOptions = {}): Promise<Playground> {
  const started = await startPlayground({ port: 0, ...options });
  playgrounds.push(started);
  return started;
}

const playgrounds: Playground[] = [];
afterAll(() => Promise.all(playgrounds.map((started) => started.close())));

export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
  readonly headers: Headers;
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return { status, headers, contentType: headers.get('content-type'), text: await response.text() };
}

/** Posts a command as a form. */
export async function command(
  url: string,
  cmd: string,
  params: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = new URLSearchParams(params);
  return answerOf(await fetch(`${url}/CmdSrv/sync?cmd=${cmd}`, { method: 'POST', body, headers }));
}

/** Uploads bytes and returns the whole answer. */
export async function upload(
  url: string,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  fields: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  form.append('file', new Blob([content]), name);
  return answerOf(await fetch(`${url}/CmdSrv/sync?cmd=upload`, { method: 'POST', body: form }));
}

/** Uploads bytes and returns the key they are known by. */
export async function uploaded(
  url: string,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { text } = await upload(url, name, content);
  return text.split('::')[2] ?? '';
}

/** The parts of a table model that tests look at. */
export interface Model {
  readonly request: Record<string, unknown> & { readonly META_INFO: Record<string, unknown> };
  readonly tbl_id?: string;
  readonly title?: string;
  readonly totalRows: number;
  readonly error?: string;
  readonly selectInfo?: string;
  readonly highlightedRow?: number;
  readonly keywords?: readonly { readonly key: string | null; readonly value: string }[];
  readonly tableMeta: Record<string, unknown>;
  readonly tableData: {
    readonly columns: readonly (Record<string, unknown> & { readonly name: string })[];
    readonly data?: readonly (readonly unknown[])[];
  };
}

/** Runs `tableSearch` on a source. */
export async function search(
  url: string,
  source: string,
  request: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Model> {
  const full = { id: 'IpacTableFromSource', source, ffSessionId: 'test', ...request };
  const { text } = await command(url, 'tableSearch', { request: JSON.stringify(full) }, headers);
  return JSON.parse(text);
}

/** The values of the visible columns. */
export function visibleRows(model: Model): unknown[][] {
  const { columns, data = [] } = model.tableData;
  return data.map((row) => row.filter((_, i) => columns[i]?.['visibility'] !== 'hidden'));
}

function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** A small FITS file that astropy wrote. */
export function fitsFixture(name: string): Uint8Array<ArrayBuffer> {
  const text = readFileSync(fixturePath(`playground-server/${name}.fits.gz.b64`), 'utf8');
  return new Uint8Array(gunzipSync(Buffer.from(text, 'base64')));
}

/** A request and its reply as a real server gave it. */
export interface Recorded {
  readonly id: string;
  readonly command: string | null;
  readonly request: {
    readonly query?: string;
    readonly form?: Readonly<Record<string, string>>;
  };
  readonly response: {
    readonly status: number;
    readonly contentType: string | null;
    readonly body: string;
    /** `Content-Disposition`, where there was one. */
    readonly disposition?: string;
  };
}

const RECORDED: readonly Recorded[] = ['server-replies', 'server-tables'].flatMap((name) =>
  readFileSync(fixturePath(`commands/${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)),
);

/** The ids of all recorded replies of a command. */
export function recordedIds(command: string | RegExp): readonly string[] {
  return RECORDED.filter((entry) => new RegExp(command).test(entry.command ?? '')).map(({ id }) => id);
}

export function recorded(id: string): Recorded {
  const found = RECORDED.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no recorded reply ${id}`);
  return found;
}

/** The table that most recorded requests were about. */
export const MIXED_CSV = `id,name,ra,dec,mag,flag,big,day,ts,note
1,alpha,10.5,-5.25,12.345,true,9007199254740993,2024-01-02,2024-01-02 03:04:05,plain
2,"b, quoted ""q""",11.5,-4.25,nan,false,9223372036854775807,2024-02-29,2024-02-29 23:59:59.123456,
3,,12.5,-3.25,inf,true,-9223372036854775808,,,"line
two"
4,délta ☃ 𝒜,13.5,-2.25,,,0,1999-12-31,1999-12-31 00:00:00,null
5,eps,14.5,-1.25,1e-300,false,,2000-01-01,2000-01-01 12:00:00,<b>x</b>
`;

/** 250 rows: id, a name out of seven, half the id. */
export const SMALL_CSV = `id,name,x\n${Array.from({ length: 250 }, (_, i) => `${i},n${i % 7},${(i / 2).toFixed(1)}`).join('\n')}\n`;

/** What a file analysis reports. */
export interface Report {
  readonly type: string;
  readonly fileFormat: string;
  readonly dataTypes: string;
  readonly fileName: string | null;
  readonly filePath: string;
  readonly fileSize: number;
  readonly parts?: readonly Record<string, unknown>[];
}

/** The report at the end of an upload's answer. */
export function reportOf(text: string): Report {
  return JSON.parse(text.slice(text.indexOf('::{') + 2));
}
