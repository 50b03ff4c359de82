/** Recorded replies about tables, asked for again here. Every one of the fixture is replayed or named below. */
import { describe, expect, it } from 'vitest';
import { MIXED_CSV, playground, recorded, recordedIds, SMALL_CSV, search, uploaded } from './helpers.js';

const { url } = await playground();

/** What was asked before a recorded request, in the same session. */
type Before = (source: string, cookie: Headers) => Promise<unknown>;
type Headers = Readonly<Record<string, string>>;

interface Replay {
  readonly name: string;
  readonly content: string;
  readonly before?: Before;
  /** Makes two replies alike where no two servers are. */
  readonly alike?: (body: string) => unknown;
}

const ingest: Before = (source, cookie) =>
  search(url, source, { ffSessionId: undefined, pageSize: 1 }, cookie);

/** The table of the recorded saves has its strange numbers one row further down. */
const SAVED_MIXED_CSV = MIXED_CSV.replace('nan,false,9223', ',false,9223')
  .replace('inf,true', 'nan,true')
  .replace('-2.25,,,0', '-2.25,inf,,0')
  .replace('123456', '123');

const POINTS_CSV = 'ra,dec\n10.5,1.0\n11.5,2.0\n,\n';
const NAN_CSV = 'I4,F4\n0,1.1\n1,nan\n2,inf\n';

const small = { name: 'ascii.csv', content: SMALL_CSV, before: ingest };
const saved = { ...small, alike: asText };
const mixed = { name: 'mix.csv', content: SAVED_MIXED_CSV, before: ingest, alike: asText };

/** A column as the recorded session had it. */
async function command(name: string, source: string, cookie: Headers, form: Headers): Promise<void> {
  const request = JSON.stringify({ id: 'IpacTableFromSource', source });
  const body = new URLSearchParams({ request, ...form });
  const response = await fetch(`${url}/CmdSrv/sync?cmd=${name}`, { method: 'POST', body, headers: cookie });
  expect(await response.json()).toEqual([{ data: 'ok', success: 'true' }]);
}

const withColumn =
  (cname: string): Before =>
  async (source, cookie) => {
    await ingest(source, cookie);
    await command('addOrUpdateColumn', source, cookie, { cname, dtype: 'double', expression: '"x"*2' });
  };

const REPLAYS: Readonly<Record<string, Replay>> = {
  'queryTable.inclCols': small,
  'queryTable.missing': small,
  'SubQuery.groupby': small,
  'SubQuery.agg': small,
  'SubQuery.missing': small,
  HistogramProcessor: small,
  'HistogramProcessor.bayesianBlocks': small,
  'HistogramProcessor.badcol': small,
  'selectedValues.tblFilePath.bogusSource': small,
  'cookies.source_is_tblFilePath': small,
  'cookies.source_is_tblFilePath2': small,
  'addColumn.notIngested': { name: 'ascii.csv', content: SMALL_CSV, alike: withoutHints },
  'addColumn.ok': small,
  'addColumn.dup': { ...small, before: withColumn('y') },
  'addColumn.badexpr': small,
  'addColumn.badtype': small,
  'addColumn.nocname': small,
  'addColumn.aggexpr': small,
  'deleteColumn.ok': { ...small, before: withColumn('yy') },
  'deleteColumn.nope': { ...small, alike: withoutHints },
  'deleteColumn.original': small,
  'deleteColumn.missing': small,
  'TableSearchSpatialBinary.missing': small,
  'TableSearchSpatialBinary.badcol': small,
  'tableSearch.FORMAT.votable': saved,
  'tableSave.ipac': saved,
  'tableSave.csv': saved,
  'tableSave.tsv': saved,
  'tableSave.votable': saved,
  'tableSave.votable-tabledata': saved,
  'tableSave.votable-binary-inline': saved,
  'tableSave.parquet': { ...small, alike: causes },
  'tableSave.reg': small,
  'tableSave.csv.original': saved,
  'tableSave.csv.displayed': saved,
  'tableSave.csv.filtered': saved,
  'tableSave.badmode': small,
  'tableSave.ipac.missingfile': small,
  'tableSave.csv.notIngested': { name: 'ascii.csv', content: SMALL_CSV, alike: causes },
  'tableSave.missing': small,
  'tableSave.save_to_temp': small,
  'tableSave.save_to_temp.err': small,
  'tableSave.reg.center_cols': { name: 'v_ok.csv', content: POINTS_CSV, alike: asText },
  'tableSave.mixcsv.csv': mixed,
  'tableSave.mixcsv.ipac': mixed,
  'tableSave.mixcsv.tsv': mixed,
  'tableSave.nan.csv': { name: 'nan.csv', content: NAN_CSV, before: ingest, alike: asText },
};

/** Not replayed, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  TableSearchSpatialBinary: 'only the beginning of its bytes was recorded; see saves.test.ts',
  'tableSave.nan.ipac': 'its keywords come from the header of a FITS file that we have not',
  'tableSave.arr.ipac': 'its keywords come from the header of a FITS file that we have not',
  'tableSave.arr.csv': 'arrays are serialised Java objects there, and text here',
};

/** Sends a recorded request again, about `source` where it named a file of its own. */
async function replay(id: string, source: string, cookie: Headers) {
  const { request } = recorded(id);
  const form: Record<string, string> = { ...request.form };
  const text = form['request'];
  if (text !== undefined) form['request'] = text.replace(/\$\{upload-dir\}\/upload_\w+\.\w+/g, source);
  const response = await fetch(`${url}/CmdSrv/sync?${request.query ?? ''}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: cookie,
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    disposition: response.headers.get('content-disposition'),
    body: await response.text(),
  };
}

/** Replaces what no two servers have in common. */
function generalised(text: string): string {
  return text
    .replaceAll('\\/', '/')
    .replaceAll('\\\\/', '/')
    .replace(/upload_\d+_\w+\.csv/g, 'upload_1_file.csv')
    .replace(/temp-files\}\/\w+\//g, 'temp-files}/NNN/')
    .replace(/_[0-9a-f]{32}/gi, '_md5')
    .replace(/TableSave-\d+/, 'TableSave-1')
    .replace(/file: [^"]*\/(?=\w+_md5)/, 'file: …/');
}

/** The order of members says nothing, also not in JSON within JSON. */
function asJson(body: string): unknown {
  const value = JSON.parse(generalised(body));
  for (const place of [value.request?.META_INFO, value.tableMeta]) {
    if (place?.resultSetRequest !== undefined) place.resultSetRequest = JSON.parse(place.resultSetRequest);
  }
  return value;
}

/** Files: but for who wrote a VOTable and when, and the order of what it says about the request. */
function asText(body: string): unknown {
  const lines = generalised(body)
    .replace(/<!--\n ! .*\n ! .*\n !-->/, '')
    .replace(/(<INFO name="resultSetRequest" value=)"[^"]*"/, '$1""')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace('</TABLE>', ''));
  return [
    lines.filter((line) => !line.startsWith('<INFO')),
    lines.filter((line) => line.startsWith('<INFO')).sort(),
  ];
}

/** DuckDB's hints differ from version to version. */
function withoutHints(body: string): unknown {
  const [told] = JSON.parse(body);
  const { exception_type, exception_message, error_subtype } = JSON.parse(told.cause1);
  return [
    {
      ...told,
      cause1: { exception_type, error_subtype, message: firstLine(exception_message) },
      error: firstLine(told.error),
    },
  ];
}

function causes(body: string): unknown {
  // The name of a parameter depends on how a server was compiled.
  const { success, error } = JSON.parse(body.replaceAll('<parameter2>', 'inclCols'));
  return {
    success,
    causes: Object.fromEntries(Object.entries(error).map(([key, text]) => [key, firstLine(String(text))])),
  };
}

/** Up to where DuckDB's own words begin. */
function firstLine(text: string): string {
  return text.split('\n')[0]?.split(/: (?:java\.sql\.SQLException: )*\{/)[0] ?? '';
}

describe('a recorded reply about a table', () => {
  it.each(Object.entries(REPLAYS))('%s', async (id, { name, content, before, alike = asJson }) => {
    const source = await uploaded(url, name, content);
    const cookie = { cookie: `JSESSIONID=${id.replace(/\W/g, '')}` };
    await before?.(source, cookie);
    const { response } = recorded(id);
    const reply = await replay(id, source, cookie);
    expect(reply.status).toBe(response.status);
    expect(reply.contentType).toBe(response.contentType);
    expect(reply.disposition).toBe(response.disposition ?? null);
    if (response.status === 500 && response.body === '{"success":false,"error":{}}') {
      expect(reply.body).toBe(response.body);
    } else {
      expect(alike(reply.body)).toEqual(alike(response.body));
    }
  });

  it('is replayed, or left out for a reason', () => {
    const known = new Set([...Object.keys(REPLAYS), ...Object.keys(LEFT_OUT)]);
    const elsewhere = /^(selectedValues(?:|\.badcol|\.outofrange|\.missing))$/;
    const all = recordedIds(
      /^(queryTable|selectedValues|addOrUpdateColumn|deleteColumn|TableSearchSpatialBinary|tableSave)$/
        .source,
    );
    expect(all.filter((id) => !known.has(id) && !elsewhere.test(id))).toEqual([]);
    expect(all.length).toBeGreaterThan(35);
  });
});
