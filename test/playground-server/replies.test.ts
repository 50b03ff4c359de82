import { describe, expect, it } from 'vitest';
import {
  command,
  fitsFixture,
  MIXED_CSV,
  playground,
  recorded,
  SMALL_CSV,
  search,
  upload,
  uploaded,
} from './helpers.js';

const { url } = await playground();

/** Sends a recorded request again, about `source` where it named a file of its own. */
async function replay(id: string, source?: string) {
  const { request } = recorded(id);
  const form: Record<string, string> = { ...request.form };
  if (source !== undefined && form['request'] !== undefined) {
    form['request'] = JSON.stringify({ ...JSON.parse(form['request']), source });
  }
  const body = new URLSearchParams(form);
  const response = await fetch(`${url}/CmdSrv/sync?${request.query ?? ''}`, { method: 'POST', body });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    body: await response.text(),
  };
}

describe('recorded errors', () => {
  it.each([
    'nocmd',
    'unknowncmd',
    'tableSearch.missingRequest',
    'tableSearch.missingId',
    'tableSearch.badId',
    'tableSearch.missingSource',
    'tableSearch.missingFile',
    'tableSearch.missingAbsFile',
    'tableSearch.connRefused',
    'selectedValues.missing',
    'pushAliveCheck',
    'pushAliveCount',
    'upload.URL.refused',
  ])('%s is answered in the same words', async (id) => {
    const { response } = recorded(id);
    const reply = await replay(id);
    expect(reply.status).toBe(response.status);
    expect(reply.contentType).toBe(response.contentType);
    expect(JSON.parse(reply.body)).toEqual(JSON.parse(response.body));
  });

  it('an address that gives 404 is named as such', async () => {
    const reply = await replay('tableSearch.http404', `${url}/nope.csv`);
    expect(JSON.parse(reply.body)).toEqual(JSON.parse(recorded('tableSearch.http404').response.body));
  });

  it('a table index beyond the last unit names both numbers', async () => {
    const reply = await replay('tableSearch.tblIndex9', await uploaded(url, 't.fits', fitsFixture('mef')));
    expect(JSON.parse(reply.body)).toEqual(JSON.parse(recorded('tableSearch.tblIndex9').response.body));
  });

  it('an unknown column of selectedValues is an E1 with the reason in cause1', async () => {
    const reply = await replay('selectedValues.badcol', await uploaded(url, 'a.csv', SMALL_CSV));
    expect(JSON.parse(reply.body)).toEqual(JSON.parse(recorded('selectedValues.badcol').response.body));
  });

  it.each([
    ['tableSearch.zero.csv', 'zero.csv', ''],
    ['tableSearch.r.reg', 'r.reg', 'J2000;circle 1 2 3"'],
  ])('%s: the format is not supported, and no path of the machine is told', async (id, name, content) => {
    const [told] = JSON.parse((await replay(id, await uploaded(url, name, content))).body);
    const [real] = JSON.parse(recorded(id).response.body);
    expect(told.success).toBe('false');
    expect(told.error).toBe('');
    expect(told.cause1.split(',')[0]).toBe(real.cause1.split(',')[0]);
    expect(told.cause1).toMatch(/file: \$\{upload-dir\}/);
  });

  it.each([
    ['tableSearch.j.json', 'j.json', '{"a": [1, 2]}'],
    ['tableSearch.mef.fits', 'mef.fits', fitsFixture('mef')],
  ])('%s holds no table', async (id, name, content) => {
    const [told] = JSON.parse((await replay(id, await uploaded(url, name, content))).body);
    const [real] = JSON.parse(recorded(id).response.body);
    const cause = JSON.parse(told.cause1);
    const realCause = JSON.parse(real.cause1);
    expect(cause.exception_message.split('\n')[0]).toBe(realCause.exception_message.split('\n')[0]);
    expect(cause.error_subtype).toBe(realCause.error_subtype);
    expect(told.error).toContain('DATA_DD does not exist');
  });

  it('bad SQL gives a table model without rows that carries the error', async () => {
    const model = await search(url, await uploaded(url, 'a.csv', SMALL_CSV), { filters: '"nope" > 1' });
    expect(model.error).toBe('COLUMN_NOT_FOUND:Referenced column "nope" not found in FROM clause!');
    expect(model.totalRows).toBe(0);
    expect(model.tableData.data).toBeUndefined();
    expect(model).not.toHaveProperty('selectInfo');
    expect(model.tableData.columns.map(({ name }) => name)).toEqual([
      'id',
      'name',
      'x',
      'ROW_IDX',
      'ROW_NUM',
    ]);
  });
});

/** Replaces what no two servers have in common. */
function generalised(text: string): string {
  return text
    .replaceAll('\\/', '/')
    .replaceAll('\\\\/', '/')
    .replace(/upload_\d+_\w+\.csv/g, 'upload_1_file.csv')
    .replace(/temp-files\}\/\w+\//g, 'temp-files}/NNN/')
    .replace(/Source_[0-9a-f]{32}/g, 'Source_md5');
}

function withoutResultRequest(body: string) {
  const model = JSON.parse(generalised(body));
  for (const place of [model.request.META_INFO, model.tableMeta]) {
    expect(typeof place.resultSetRequest).toBe('string');
    delete place.resultSetRequest;
  }
  return model;
}

describe('recorded tables', () => {
  it('every type of value comes back as from a real server', async () => {
    const reply = await replay('tableSearch.csv.mix.gzip', await uploaded(url, 'mix.csv', MIXED_CSV));
    const real = recorded('tableSearch.csv.mix.gzip').response.body;
    expect(withoutResultRequest(reply.body)).toEqual(withoutResultRequest(real));
    expect(reply.body).toContain('9007199254740993');
    expect(reply.body).toContain('-9223372036854775808');
    expect(reply.contentType).toBe('application/json');
  });

  it('a command in the form is found, and nothing is added that a real server does not say', async () => {
    const source = await uploaded(url, 'ascii.csv', SMALL_CSV);
    const reply = JSON.parse((await replay('tableSearch.cmdInForm', source)).body);
    const real = JSON.parse(recorded('tableSearch.cmdInForm').response.body);
    expect(reply.tableData).toEqual(real.tableData);
    expect(reply.totalRows).toBe(real.totalRows);
    expect(reply.selectInfo).toBe(real.selectInfo);
    expect(Object.keys(reply).sort()).toEqual(Object.keys(real).sort());
    expect(reply.request.META_INFO.tbl_id).toBeNull();
  });

  it.each(['selectedValues', 'selectedValues.outofrange'])('%s', async (id) => {
    const source = await uploaded(url, 'ascii.csv', SMALL_CSV);
    const reply = JSON.parse(generalised((await replay(id, source)).body));
    expect(reply).toEqual(JSON.parse(generalised(recorded(id).response.body)));
  });

  it('tableSearch does not read a multipart body', async () => {
    const body = new FormData();
    body.append('request', '{}');
    const response = await fetch(`${url}/CmdSrv/sync?cmd=tableSearch`, { method: 'POST', body });
    expect(await response.json()).toEqual(JSON.parse(recorded('encoding.multipart').response.body));
  });
});

describe('other commands', () => {
  it('CmdVersion tells the version in a bare object', async () => {
    const { status, text } = await command(url, 'CmdVersion');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ success: true, data: { 'Firefly Version': '2026.1-playground' } });
  });

  it('an old server does not know CmdVersion', async () => {
    const old = await playground({ version: null });
    const { status, text } = await command(old.url, 'CmdVersion');
    expect([status, text]).toEqual([500, '{"success":false,"error":{}}']);
  });

  it('GET works as well as POST, and so do the other paths of the command service', async () => {
    for (const path of ['/CmdSrv/sync', '/CmdSrv/NoZip', '/sticky/CmdSrv']) {
      const response = await fetch(`${url}${path}?cmd=pushAliveCheck&channelID=nobody`);
      expect(await response.json()).toEqual([{ success: true, active: false }]);
      expect(response.headers.get('content-encoding')).toBe(path.endsWith('NoZip') ? null : 'gzip');
    }
  });

  it('an upload whose name is all right says where it is', async () => {
    const reply = await upload(url, 'mix.csv', MIXED_CSV);
    const real = recorded('upload.ok').response;
    expect(reply.contentType).toBe(real.contentType);
    expect(reply.text.replace(/\d{10,}/, 'N')).toBe(real.body.replace(/\d{10,}/, 'N'));
  });
});
