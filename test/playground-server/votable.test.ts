/** VOTables: written here, read by the server. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsFixture, type Model, playground, search, uploaded, visibleRows } from './helpers.js';
import { binaryRow, document, field, stream, table } from './votable-writer.js';

const { url } = await playground();

async function read(text: string | Uint8Array<ArrayBuffer>, request = {}): Promise<Model> {
  return search(url, await uploaded(url, 't.vot', text), request);
}

async function failure(text: string, request = {}): Promise<string> {
  const [told] = JSON.parse(JSON.stringify(await read(text, request)));
  expect(told.success).toBe('false');
  return told.cause1;
}

const rowsOf = async (fields: readonly string[], rows: readonly (readonly string[])[]) =>
  visibleRows(await read(document(table(fields, rows))));

describe('the cells of TABLEDATA', () => {
  it.each([
    ['int', ['1', '0x1F', ' 7 ', '1.5', '99999999999', ''], [1, 31, 7, null, null, null]],
    ['unsignedByte', ['200', '0x10', '-'], [200, 16, null]],
    ['double', ['1.5', '1e5', 'NaN', '-Inf', 'x'], [1.5, 1e5, null, null, null]],
    ['boolean', ['T', 'false', '1', '?', ''], [true, false, true, null, null]],
    ['bit', ['1', '0', ''], [true, false, null]],
    ['char', ['xyz', '', 'a'], ['x', null, 'a']],
    ['unknown', ['xyz'], ['xyz']],
  ])('%s', async (type, texts, wanted) => {
    const rows = await rowsOf(
      [field(`name="a" datatype="${type}"`)],
      texts.map((text) => [text]),
    );
    expect(rows).toEqual(wanted.map((cell) => [cell]));
  });

  it.each([
    ['int', '*', ['1 2', '', '7'], [[1, 2], null, [7]]],
    ['double', '2x2', ['1 NaN 3 4'], [[1, null, 3, 4]]],
    ['boolean', '2', ['T F'], [[true, false]]],
    [
      'bit',
      '4',
      ['1 0 1 1', '0110'],
      [
        [true, false, true, true],
        [false, true, true, false],
      ],
    ],
    ['char', '3x*', ['abcdef'], [['abc', 'def']]],
    ['char', '*', [' a b ', '', '  ', 'a&lt;b', '<![CDATA[<x>]]>'], ['a b', null, '', 'a<b', '<x>']],
    ['unicodeChar', '*', ['é☃'], ['é☃']],
  ])('%s[%s]', async (type, arraysize, texts, wanted) => {
    const rows = await rowsOf(
      [field(`name="a" datatype="${type}" arraysize="${arraysize}"`)],
      texts.map((text) => [text]),
    );
    expect(rows).toEqual(wanted.map((cell) => [cell]));
  });

  it('a column has a value of its own for null; long numbers keep their digits', async () => {
    const fields = [
      field('name="a" datatype="int"', '<VALUES null="-9"/>'),
      field('name="k" datatype="long"'),
    ];
    const key = await uploaded(url, 't.vot', document(table(fields, [['-9', '9007199254740993']])));
    const model = await search(url, key, { inclCols: '"a", cast("k" as varchar) as "k"' });
    expect(visibleRows(model)).toEqual([[null, '9007199254740993']]);
  });

  it('rows may be too short or too long', async () => {
    const fields = [field('name="a" datatype="int"'), field('name="b" datatype="int"')];
    expect(await rowsOf(fields, [['1'], ['1', '2', '3']])).toEqual([
      [1, null],
      [1, 2],
    ]);
  });

  it('a single complex number drops the whole table; an array of them does not', async () => {
    const complex = (more: string) =>
      document(table([field(`name="c" datatype="doubleComplex" ${more}`)], [['1 2']]));
    expect(await failure(complex(''))).toMatch(/^Unexpected value: \[D@/);
    expect(visibleRows(await read(complex('arraysize="1*"')))).toEqual([[[1, 2]]]);
  });

  it('whatever numbers and texts are written come back', async () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .map((s) => s.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').trim());
    const escaped = (s: string) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const row = fc.tuple(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      text,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const fields = [
          field('name="i" datatype="int"'),
          field('name="d" datatype="double"'),
          field('name="s" datatype="char" arraysize="*"'),
        ];
        const cells = rows.map(([i, d, s]) => [String(i), String(d), escaped(s)]);
        expect(await rowsOf(fields, cells)).toEqual(rows.map(([i, d, s]) => [i, d + 0, s === '' ? null : s]));
      }),
      { numRuns: 15 },
    );
  });
});

const BINARY_FIELDS = [
  field('name="i" datatype="int"'),
  field('name="s" datatype="char" arraysize="*"'),
  field('name="s4" datatype="char" arraysize="4"'),
  field('name="d" datatype="double"'),
  field('name="u" datatype="unicodeChar" arraysize="*"'),
  field('name="v" datatype="float" arraysize="*"'),
];

describe('the rows of a STREAM', () => {
  const first = binaryRow(1, 'abc', 'xy', 1.5, 'é☃', [1, 2.5]);
  const second = binaryRow(2, '', '', Number.NaN, '', []);

  it('BINARY', async () => {
    const model = await read(document(stream(BINARY_FIELDS, 'BINARY', Buffer.concat([first, second]))));
    expect(visibleRows(model)).toEqual([
      [1, 'abc', 'xy', 1.5, 'é☃', [1, 2.5]],
      [2, null, null, null, null, null],
    ]);
  });

  it('BINARY2 says of every cell whether it is null', async () => {
    const bytes = Buffer.concat([Buffer.from([0]), first, Buffer.from([0b10010000]), first]);
    const model = await read(document(stream(BINARY_FIELDS, 'BINARY2', bytes)));
    expect(visibleRows(model)).toEqual([
      [1, 'abc', 'xy', 1.5, 'é☃', [1, 2.5]],
      [null, 'abc', 'xy', null, 'é☃', [1, 2.5]],
    ]);
  });

  it('a cut one loses its last row, and what is no base64 everything behind it', async () => {
    const cut = document(stream(BINARY_FIELDS, 'BINARY', Buffer.concat([first, second]).subarray(0, -3)));
    expect((await read(cut)).totalRows).toBe(1);
    const bad = document(stream(BINARY_FIELDS, 'BINARY', first)).replace('base64">\n', 'base64">@@');
    expect((await read(bad)).totalRows).toBe(0);
  });

  it('bits and booleans; a single bit drops the whole table', async () => {
    const bits = (size: string, bytes: readonly number[]) =>
      document(stream([field(`name="b" datatype="bit" ${size}`)], 'BINARY', Uint8Array.from(bytes)));
    expect(visibleRows(await read(bits('arraysize="11"', [0xa0, 0x60])))).toEqual([
      [[true, false, true, false, false, false, false, false, false, true, true]],
    ]);
    expect(await failure(bits('', [0x80]))).toMatch(/^SQLDataException: class \[Z cannot be cast/);
    const logical = stream([field('name="b" datatype="boolean"')], 'BINARY', Buffer.from('TF?'));
    expect(visibleRows(await read(document(logical)))).toEqual([[true], [false], [null]]);
  });

  it('FITS: types are those of the FIELDs, bytes have no sign, and scales count', async () => {
    const names = ['i', 'j', 'k', 'e', 'd', 'a', 'l', 'u', 'b'];
    const types = [
      'short',
      'int',
      'long',
      'float',
      'double',
      'char" arraysize="*',
      'boolean',
      'int',
      'unsignedByte',
    ];
    const fields = names.map((name, n) => field(`name="${name}" datatype="${types[n]}"`));
    const model = await read(document(stream(fields, 'FITS', fitsFixture('tables'))));
    expect(visibleRows(model).map((row) => row.slice(5))).toEqual([
      ['ab', true, 0, 0],
      [null, false, 40000, 128],
      ['xyz', true, 65535, 255],
    ]);
  });

  it('no other file is opened', async () => {
    const elsewhere = `<TABLE>${BINARY_FIELDS.join('')}<DATA><BINARY><STREAM href="file:///etc/hostname"/></BINARY></DATA></TABLE>`;
    expect(await failure(document(elsewhere))).toContain('which is not opened: file:///etc/hostname');
    const notFits = document(stream(BINARY_FIELDS, 'FITS', Buffer.from('nothing')));
    expect(await failure(notFits)).toBe("SQLDataException: Doesn't look like a FITS file");
  });
});

describe('what a table says of itself', () => {
  it('columns', async () => {
    const described = field(
      'name="ra" ID="c1" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" precision="3" width="8" utype="u:t" ref="sys"',
      '<DESCRIPTION>right</DESCRIPTION><VALUES><MIN value="0"/><MAX value="360"/><OPTION value="a"/><OPTION value="b"/></VALUES><LINK href="http://x/${ra}" title="t"/>',
    );
    const dec = field('name="dec" datatype="double" ucd="pos.eq.dec;meta.main"');
    const model = await read(document(table([described, dec], [])));
    expect(model.tableData.columns[0]).toEqual({
      name: 'ra',
      type: 'double',
      units: 'deg',
      desc: 'right',
      ID: 'c1',
      UCD: 'pos.eq.ra;meta.main',
      utype: 'u:t',
      ref: 'sys',
      precision: 'F3',
      width: 8,
      minValue: '0',
      maxValue: '360',
      options: 'a,b',
      links: [{ href: 'http://x/${ra}', title: 't' }],
    });
    expect(model.tableMeta).toMatchObject({ POS_EQ_RA_MAIN: 'ra', POS_EQ_DEC_MAIN: 'dec' });
  });

  it('names are told apart', async () => {
    const fields = [
      'name="id"',
      'name="ID" type="hidden"',
      'name="q&quot;x"',
      'ID="x"',
      '',
      'name="id"',
      'name="ROW_IDX"',
    ];
    const model = await read(
      document(
        table(
          fields.map((text) => field(`${text} datatype="int"`)),
          [['1', '2', '3', '4', '5', '6', '7']],
        ),
      ),
    );
    const names = model.tableData.columns.map(({ name }) => name);
    expect(names.slice(0, 7)).toEqual(['id', 'ID_1', 'qx', 'x', 'COLUMN_4', 'id_5', 'ROW_IDX_1']);
    expect(model.tableData.columns[1]?.['visibility']).toBe('hidden');
  });

  it('groups, parameters, links, keywords and resources, also those behind the table', async () => {
    const head =
      '<DESCRIPTION>td</DESCRIPTION><INFO name="ti" value="tv"/><LINK href="http://x" content-role="doc"/>' +
      '<PARAM name="p" datatype="int" arraysize="3" value="1 2 3" unit="s"/>' +
      '<GROUP name="g" ID="G"><FIELDref ref="c" ucd="u"/><PARAMref ref="p"/><GROUP name="inner"/><PARAM name="q" datatype="double" value="1.5"/></GROUP>';
    const behind =
      '</RESOURCE><RESOURCE type="meta" ID="svc" utype="adhoc:service"><DESCRIPTION>a service</DESCRIPTION><INFO name="k" value="v"/><PARAM name="accessURL" datatype="char" arraysize="*" value="http://y"/>';
    const text = document(table([field('name="a" ID="c" datatype="int"')], [['1']], head) + behind);
    const model = JSON.parse(
      JSON.stringify(await read(text.replace('<TABLE>', '<TABLE name="tn" ucd="tu">'))),
    );
    expect(model.title).toBe('tn');
    expect(model.keywords).toEqual([
      { key: 'name', value: 'tn' },
      { key: 'ucd', value: 'tu' },
      { key: 'description', value: 'td' },
      { key: 'ti', value: 'tv' },
    ]);
    expect(model.links).toEqual([{ href: 'http://x', role: 'doc' }]);
    expect(model.params).toEqual([
      {
        name: 'p',
        type: 'integer',
        units: 's',
        arraySize: '3',
        sortable: false,
        filterable: false,
        value: [1, 2, 3],
      },
    ]);
    expect(model.groups).toEqual([
      {
        name: 'g',
        ID: 'G',
        columnRefs: [{ ref: 'c', UCD: 'u' }],
        paramRefs: [{ ref: 'p' }],
        groups: [{ name: 'inner' }],
        params: [{ name: 'q', type: 'double', value: 1.5 }],
      },
    ]);
    expect(model.resources).toEqual([
      {
        ID: 'svc',
        type: 'meta',
        utype: 'adhoc:service',
        desc: 'a service',
        infos: { k: 'v' },
        params: [{ name: 'accessURL', type: 'char', arraySize: '*', value: 'http://y' }],
      },
    ]);
  });
});

describe('documents', () => {
  const one = (name: string, value: string) => table([field(`name="${name}" datatype="int"`)], [[value]]);

  it('of several tables one is chosen by its number', async () => {
    const text = document(one('a', '1') + one('b', '5'));
    expect(visibleRows(await read(text))).toEqual([[1]]);
    expect(visibleRows(await read(text, { tbl_index: 1 }))).toEqual([[5]]);
    expect(await failure(text, { tbl_index: 7 })).toContain('DATA_DD');
  });

  it('with prefixes, in Latin-1 and in UTF-16', async () => {
    const prefixed = document(one('a', '1'))
      .replace(/<(\/?)([A-Z])/g, '<$1v:$2')
      .replace('xmlns=', 'xmlns:v=');
    expect(visibleRows(await read(prefixed))).toEqual([[1]]);
    const text = table([field('name="s" datatype="char" arraysize="*"')], [['é']]);
    const latin = document(text).replace('"1.0"?>', '"1.0" encoding="ISO-8859-1"?>');
    expect(visibleRows(await read(new Uint8Array(Buffer.from(latin, 'latin1'))))).toEqual([['é']]);
    const wide = Buffer.from(`\ufeff${document(text)}`, 'utf16le');
    expect(visibleRows(await read(new Uint8Array(wide)))).toEqual([['é']]);
  });

  it.each([
    [
      'cut',
      document(one('a', '1')).slice(0, -40),
      'XML document structures must start and end within the same entity.',
    ],
    [
      'with a wrong end',
      document(one('a', '1')).replace('</TABLE>', '</TABLX>'),
      'The element type "TABLE" must be terminated by the matching end-tag "</TABLE>".',
    ],
    [
      'that tell of a fault',
      document('<INFO name="QUERY_STATUS" value="ERROR">it failed</INFO>'),
      'it failed',
    ],
  ])('%s are an error', async (_what, text, message) => {
    expect(await failure(text)).toBe(`SQLDataException: ${message}`);
  });

  it('without tables at the right place hold none', async () => {
    expect(await failure(document(''))).toContain('DATA_DD');
    expect(await failure(document(`<RESOURCE>${one('a', '1')}</RESOURCE>`))).toContain('DATA_DD');
  });

  it('entities of their own are not expanded, however many and wherever they are', async () => {
    const text = document(table([field('name="s" datatype="char" arraysize="*"')], [['&lol;']]));
    const nested = Array.from(
      { length: 9 },
      (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`,
    ).join('');
    for (const entities of [
      `<!ENTITY lol0 "lol">${nested}<!ENTITY lol "&lol9;">`,
      '<!ENTITY lol SYSTEM "file:///etc/hostname">',
    ]) {
      expect(await failure(text.replace('?>', `?>\n<!DOCTYPE v [${entities}]>\n`))).toContain(
        'undefined entity',
      );
    }
  });
});
