/** `tableSave`, `TableSearchSpatialBinary`, and changes of columns. */
import { describe, expect, it } from 'vitest';
import { command, MIXED_CSV, playground, SMALL_CSV, search, uploaded, visibleRows } from './helpers.js';

const { url } = await playground();
const source = await uploaded(url, 'small.csv', SMALL_CSV);
const mixed = await uploaded(url, 'mix.csv', MIXED_CSV);

type Fields = Readonly<Record<string, string>>;

function save(request: Readonly<Record<string, unknown>>, fields: Fields, headers: Fields = {}) {
  const full = { id: 'IpacTableFromSource', source, ffSessionId: 'test', pageSize: 3, ...request };
  return command(url, 'tableSave', { request: JSON.stringify(full), ...fields }, headers);
}

await search(url, source);
await search(url, mixed);

const IPAC = '\\\n|id  |name|x     |\n|long|char|double|\n|    |    |      |\n|    |    |      |\n';

describe('tableSave', () => {
  it.each([
    ['fits', '.fits'],
    ['votable', '.xml'],
    ['json', '.json'],
    ['text', 'txt'],
    ['rubbish', '.tbl'],
    ['IPAC', '.tbl'],
  ])('%s gives an IPAC table that ends in %s', async (file_format, extension) => {
    const { text, headers, contentType } = await save({}, { file_format, file_name: 'my name' });
    expect(text).toBe(`${IPAC}    0 n0      0.0 \n    1 n1      0.5 \n    2 n2      1.0 \n`);
    expect(headers.get('content-disposition')).toBe(`attachment; filename=my name${extension}`);
    expect(contentType).toBeNull();
  });

  it('is sent in chunks, packed where the client takes it', async () => {
    const plain = await save({}, { file_format: 'ipac' }, { 'accept-encoding': 'identity' });
    expect([plain.headers.get('transfer-encoding'), plain.headers.get('content-encoding')]).toEqual([
      'chunked',
      null,
    ]);
    const packed = await save({}, { file_format: 'ipac' }, { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.text).toBe(plain.text);
  });

  it.each([
    ['a\r\nb"c;d', 'attachment; filename=a  b"c;d.csv'],
    ['a.csv', 'attachment; filename=a.csv'],
    ['', 'attachment; filename=IpacTableFromSource.csv'],
    ['☃', null],
  ])('a file named %j', async (file_name, disposition) => {
    const { headers, text } = await save({}, { file_format: 'csv', file_name });
    expect(headers.get('content-disposition')).toBe(disposition);
    expect(text).toBe('id,name,x,ROW_IDX,ROW_NUM\n0,n0,0.0,0,0\n1,n1,0.5,1,1\n2,n2,1.0,2,2\n');
  });

  it('a VOTable leaves dates out, and loses what needs two code units', async () => {
    const { text } = await save({ source: mixed, pageSize: 9 }, { file_format: 'votable-tabledata' });
    expect(text).toContain('<TABLE nrows="5">');
    expect(text).toContain('<FIELD arraysize="*" datatype="char" name="name"/>');
    expect(text).toContain('<!-- Omitted column day(Date) -->');
    for (const cell of [
      'b, quoted "q"',
      '+Inf',
      'NaN',
      'T',
      '9223372036854775807',
      'délta ☃ ¿¿',
      '&lt;b&gt;x&lt;/b&gt;',
    ]) {
      expect(text).toContain(`<TD>${cell}</TD>`);
    }
    expect(text).not.toContain('2024-01-02</TD>');
  });

  it('the binary forms hold the same bytes as a real server gives', async () => {
    const bytesOf = async (file_format: string) => {
      const { text } = await save({ source: mixed, pageSize: 1 }, { file_format });
      return Buffer.from(/base64'>\n([^<]*)/.exec(text)?.[1] ?? '', 'base64').toString('hex');
    };
    const row = `0000000000000001${'00000005'}616c706861${'4025000000000000'}${'c015000000000000'}`;
    const rest = `4028b0a3d70a3d71${'54'}${'0020000000000001'}${'00000005'}706c61696e${'00000000'}${'00000000'}`;
    expect(await bytesOf('votable-binary-inline')).toBe(row + rest);
    expect(await bytesOf('votable-binary2-inline')).toBe(`0000${row}${rest}`);
  });

  it('the FITS within a VOTable can be read again', async () => {
    const { text } = await save({}, { file_format: 'votable-fits-inline' });
    expect(text).toContain('<FIELD arraysize="2" datatype="char" name="name"/>');
    const fits = Buffer.from(/base64'>\n([^<]*)/.exec(text)?.[1] ?? '', 'base64');
    expect(fits.length % 2880).toBe(0);
    const model = await search(url, await uploaded(url, 'saved.fits', new Uint8Array(fits)));
    expect(visibleRows(model).map((row) => row.slice(0, 3))).toEqual([
      [0, 'n0', 0],
      [1, 'n1', 0.5],
      [2, 'n2', 1],
    ]);
  });

  it('Parquet needs the names of the columns, and can be read again', async () => {
    expect((await save({}, { file_format: 'parquet' })).status).toBe(500);
    const full = {
      id: 'IpacTableFromSource',
      source,
      ffSessionId: 'test',
      pageSize: 2,
      inclCols: '"id","x"',
    };
    const body = new URLSearchParams({ request: JSON.stringify(full), file_format: 'parquet' });
    const response = await fetch(`${url}/CmdSrv/sync?cmd=tableSave`, { method: 'POST', body });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('PAR1');
    const model = await search(url, await uploaded(url, 'saved.parquet', bytes));
    expect(visibleRows(model)).toEqual([
      [0, 0],
      [1, 0.5],
    ]);
  });

  it('mode=original is the file, whatever was asked of it', async () => {
    const request = { filters: '"id"<2', inclCols: '"id"', sortInfo: 'DESC,id' };
    const csv = await save(request, { file_format: 'csv', mode: 'original' });
    expect(csv.text).toBe(SMALL_CSV);
    const ipac = await save(request, { file_format: 'ipac', mode: 'original' });
    expect(ipac.text.startsWith(`${IPAC}    0 n0      0.0 \n`)).toBe(true);
  });

  it.each([
    ['ipac', IPAC],
    ['reg', 'J2000; color=blue'],
  ])('a wrong filter gives an empty %s', async (file_format, text) => {
    const reply = await save({ filters: '"nope">1' }, { file_format, center_cols: 'id,x' });
    expect([reply.status, reply.text]).toEqual([200, text]);
  });

  it.each([
    [{ filters: '"nope">1' }, { file_format: 'csv' }, 'COLUMN_NOT_FOUND'],
    [{ source: 'none.csv' }, { file_format: 'ipac' }, 'Access is not permitted.'],
    [{ ffSessionId: 'other' }, { file_format: 'tsv' }, 'DATA_DD does not exist'],
    [
      { ffSessionId: 'other' },
      { file_format: 'ipac', mode: 'original' },
      'MISSING_ENTRY:Table with name DATA does not exist!',
    ],
    [{ id: 'nope' }, { file_format: 'ipac' }, 'Unable to get query processor for nope'],
    [{}, { file_format: 'reg' }, 'Unable to find center columns'],
    [{}, { file_format: 'reg', center_cols: 'x' }, 'Index 1 out of bounds for length 1'],
    [
      { inclCols: '"nope"' },
      { file_format: 'parquet' },
      'COLUMN_NOT_FOUND:Referenced column "nope" not found',
    ],
  ])('%j as %j fails, and still has the name of a file', async (request, fields, reason) => {
    const reply = await save(request, fields as Fields);
    expect(reply.status).toBe(500);
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
    const causes: string[] = Object.values(JSON.parse(reply.text).error);
    expect(causes.at(-1)).toContain(reason);
    expect(reply.text).not.toContain('firefly-playground-');
  });

  it('a file kept on the server is a source for tables', async () => {
    const kept = JSON.parse((await save({}, { file_format: 'ipac', save_to_temp: 'true' })).text);
    expect(kept).toEqual({
      success: true,
      serverFile: expect.stringMatching(/^\$\{temp-files\}\/tes\/TableSave-\d+\.tbl$/),
    });
    expect((await search(url, kept.serverFile)).totalRows).toBe(3);
  });
});

describe('TableSearchSpatialBinary', () => {
  const ask = (request: object) => {
    const full = {
      id: 'IpacTableFromSource',
      source: mixed,
      ffSessionId: 'test',
      lonCol: 'ra',
      latCol: 'dec',
      ...request,
    };
    const body = new URLSearchParams({ request: JSON.stringify(full) });
    return fetch(`${url}/CmdSrv/sync?cmd=TableSearchSpatialBinary`, { method: 'POST', body });
  };

  it.each([
    [{ pageSize: 3 }, '402c4206c0c2da0640597307e0e9defc608077fde01610fe'],
    [{ filters: '"id">3', sortInfo: 'DESC,id' }, '4086a408c0ef0b08e04341ff60ada8fe'],
    [{ latCol: 'mag' }, '402c4206ffffff7f40597307ffffff7f4086a40890b25b07ffffff7fffffff7fffffff7f00000000'],
    [{ filters: '"id">300' }, ''],
  ])('%j', async (request, hex) => {
    const response = await ask(request);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe(hex);
  });

  it.each([{ latCol: undefined }, { lonCol: 'nope' }, { lonCol: 'id', latCol: 'id' }])(
    '%j fails',
    async (request) => {
      const response = await ask(request);
      expect([response.status, await response.text()]).toEqual([500, '{"success":false,"error":{}}']);
    },
  );
});

describe('columns', () => {
  let session = 0;

  /** A table of its own, with commands for its columns. */
  async function table() {
    session += 1;
    const own = { ffSessionId: `columns${session}` };
    const rows = async (request: object = {}) => search(url, source, { ...own, pageSize: 3, ...request });
    const edit = async (fields: Fields, request: object = {}, cmd = 'addOrUpdateColumn') => {
      const full = { id: 'IpacTableFromSource', source, ...own, ...request };
      return JSON.parse((await command(url, cmd, { request: JSON.stringify(full), ...fields })).text);
    };
    await rows();
    return { rows, edit };
  }

  const OK = [{ data: 'ok', success: 'true' }];

  it('a new one is the last before the hidden ones, and says where it comes from', async () => {
    const { rows, edit } = await table();
    const fields = {
      cname: 'y',
      dtype: 'double',
      expression: '"x"*2',
      units: 'm',
      desc: 'dbl',
      precision: 'F2',
      ucd: 'phys',
    };
    expect(await edit(fields)).toEqual(OK);
    const model = await rows();
    expect(model.tableData.columns[3]).toEqual({
      name: 'y',
      type: 'double',
      units: 'm',
      desc: '(DERIVED_FROM="x"*2) dbl',
      DERIVED_FROM: '"x"*2',
      precision: 'F2',
      UCD: 'phys',
    });
    expect(model.tableData.data?.[1]).toEqual([1, 'n1', 0.5, 1, 1, 1]);
  });

  it.each([
    ['boolean', '"id">100', 'boolean', false],
    ['long', '"id"%100', 'long', 0],
    ['int', '"id"%100', 'integer', 0],
    ['short', '"id"%100', 'short', 0],
    ['byte', '"id"%100', 'byte', 0],
    ['float', '"id"%100', 'float', 0],
    ['date', "timestamp '2024-01-02 03:04:05'", 'date', '2024-01-02T03:04:05.000+0000'],
    ['frob', '"id"%100', 'char', '0'],
  ])('of the type %s', async (dtype, expression, type, value) => {
    const { rows, edit } = await table();
    expect(await edit({ cname: 'n', dtype, expression })).toEqual(OK);
    const model = await rows({ inclCols: '"n"' });
    expect([model.tableData.columns[0]?.['type'], model.tableData.data?.[0]?.[0]]).toEqual([type, value]);
  });

  it.each([
    ['filtered', { filters: '"id" < 2' }, [true, true, null]],
    ['selected', { META_INFO: { selectInfo: 'false-0,2-250' } }, [true, false, true]],
    ['selected', { sortInfo: 'DESC,id', META_INFO: { selectInfo: 'true-249-250' } }, [false, true, true]],
    ['ROW_NUM', { sortInfo: 'DESC,id' }, [250, 249, 248]],
    ['ROW_NUM', {}, [1, 2, 3]],
    ['rubbish', {}, [null, null, null]],
  ])('by the rule %s of %j', async (preset, request, values) => {
    const { rows, edit } = await table();
    const dtype = preset === 'ROW_NUM' ? 'int' : 'boolean';
    expect(await edit({ cname: 'p', dtype, preset }, request)).toEqual(OK);
    const model = await rows({ inclCols: '"p"' });
    expect(visibleRows(model).map(([value]) => value)).toEqual(values);
    expect(model.tableData.columns[0]).toMatchObject({ DERIVED_FROM: `preset:${preset}` });
  });

  it('one is changed in its place, also in name and type; what was worked out before is worked out anew', async () => {
    const { rows, edit } = await table();
    expect((await rows({ filters: '"x" < 1' })).totalRows).toBe(2);
    expect(await edit({ cname: 'z', dtype: 'long', expression: '"id"*3', editColName: 'x' })).toEqual(OK);
    const model = await rows({ filters: '"z" > 3' });
    expect(model.tableData.columns.map(({ name }) => name)).toEqual([
      'id',
      'name',
      'z',
      'ROW_IDX',
      'ROW_NUM',
    ]);
    expect(visibleRows(model)[0]).toEqual([2, 'n2', 6]);
  });

  it('those of the file can be deleted too', async () => {
    const { rows, edit } = await table();
    expect(await edit({ cname: 'id' }, {}, 'deleteColumn')).toEqual(OK);
    expect((await rows()).tableData.data?.[1]).toEqual(['n1', 0.5, 1, 1]);
    expect((await rows({ filters: '"id" > 1' })).error).toMatch(/^COLUMN_NOT_FOUND:/);
  });

  it.each([
    [{ cname: 'x', expression: '1' }, 'Catalog:Column with name x already exists!', 'Add column failed'],
    [
      { cname: 'z', expression: '1; DROP TABLE RAW' },
      'Parser Error: syntax error at or near ";"',
      'Add column failed',
    ],
    [
      { cname: 'z', expression: "(SELECT content FROM read_text('/etc/hostname'))" },
      expect.stringMatching(/^Permission:/),
      'Add column failed',
    ],
    [
      { cname: 'z', expression: '1', editColName: 'nope' },
      'Binder:Table "DATA" does not have a column with name "nope"',
      'Update column failed',
    ],
    [
      { cname: 'z', expression: '"nope"', editColName: 'x' },
      expect.stringMatching(/^COLUMN_NOT_FOUND:/),
      'Update column failed',
    ],
    [
      { cname: 'name', expression: '1', editColName: 'x' },
      'Catalog:Column with name name already exists!',
      'Update column failed',
    ],
  ])('%j is refused, and changes nothing', async (fields, cause1, error) => {
    const { rows, edit } = await table();
    expect(await edit({ dtype: 'double', ...(fields as Fields) })).toEqual([
      { cause1, success: 'false', error },
    ]);
    expect((await rows()).tableData.data?.[1]).toEqual([1, 'n1', 0.5, 1, 1]);
  });
});
