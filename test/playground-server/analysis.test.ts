/** File analysis, by upload and by command, against a real server's reports. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { card, file, floats, IMAGE, imageCards, SIMPLE, tableUnit, unit } from './fits-writer.js';
import {
  command,
  playground,
  type Report,
  recorded,
  reportOf,
  SMALL_CSV,
  search,
  upload,
  uploaded,
} from './helpers.js';

const lines: string[] = [];
const { url } = await playground({ log: (line) => lines.push(line) });

const directory = mkdtempSync(join(tmpdir(), 'analysis-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function analysed(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  fileAnalysis: string,
): Promise<Report> {
  return reportOf((await upload(url, name, content, { fileAnalysis })).text);
}

const CUBE = file(unit([...imageCards(SIMPLE, -32, [7, 6, 5]), card('EXTEND', true)], floats(210)));

const MEF = file(
  unit([...imageCards(SIMPLE, 8, []), card('EXTEND', true), card('OBJECT', 'M31')]),
  unit([...imageCards(IMAGE, -32, [30, 20]), card('EXTNAME', 'SCI')], floats(600)),
  unit([...imageCards(IMAGE, -32, [30, 20]), card('EXTNAME', 'VAR')], floats(600)),
  tableUnit(
    'CAT',
    Array.from({ length: 11 }, () => 'J'),
    3,
    44,
  ),
);

const TABLES = file(
  unit(imageCards(SIMPLE, 8, [])),
  tableUnit(
    'CAT',
    Array.from({ length: 11 }, () => 'J'),
    3,
    44,
  ),
  tableUnit('SECOND', ['J', 'E'], 5, 8),
);

const TWO_VOT = `<VOTABLE>
<RESOURCE type="results"><TABLE><FIELD name="ra" datatype="double" unit="deg"><DESCRIPTION>
     Right Asc
    </DESCRIPTION></FIELD><FIELD name="dec" datatype="double"/><FIELD name="name" datatype="char" arraysize="*"/><FIELD name="big" datatype="long"/><FIELD name="arr" datatype="double" arraysize="2"/><FIELD name="ok" datatype="boolean"/><FIELD name="n" datatype="int"/><FIELD name="c" datatype="doubleComplex"/><DATA><TABLEDATA><TR><TD>1</TD></TR><TR/><TR/></TABLEDATA></DATA></TABLE></RESOURCE>
<RESOURCE type="results"><TABLE><FIELD name="q" datatype="long"/><DATA><TABLEDATA><TR><TD>1</TD></TR><TR><TD>2</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

const OK_TBL = `|id  |ra    |name|big |x     |
|long|double|char|long|double|
|    |deg   |    |    |      |
 1    1.5    a    1    1.5   
 2    2.5    b    2    2.5   
 3    3.5    c    3    3.5   
`;

async function okParquet(): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(directory, 'ok.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `COPY (SELECT 1.5::DOUBLE AS ra, 2.5::DOUBLE AS dec, [1.5::DOUBLE] AS arr FROM range(2)) TO '${path}' (FORMAT parquet)`,
  );
  return new Uint8Array(readFileSync(path));
}

/** Without what no two servers and files have in common. */
function general(report: Report): unknown {
  const text = JSON.stringify({ ...report, fileSize: report.fileSize === 0 ? 0 : 1 });
  return JSON.parse(text.replaceAll(/"[^"]*\/upload_\d+_/g, '"/upload_'));
}

describe('recorded reports', () => {
  const contents: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>> = {
    'ascii.csv': SMALL_CSV,
    'zero.csv': '',
    'j.json': '{"a": [1, 2]}',
    'txt.txt': 'hello world\nfoo\n',
    'cube.fits': CUBE,
    'mef.fits': MEF,
    'tables.fits': TABLES,
    'ok.tbl': OK_TBL,
    'two.vot': TWO_VOT,
    'r.reg': 'J2000\ncircle(10,20,3")\n',
  };

  it.each([
    ...[
      'Brief.ascii.csv',
      'Normal.ascii.csv',
      'Details.ascii.csv',
      'Brief.zero.csv',
      'Details.zero.csv',
      'Brief.j.json',
    ],
    ...['Details.txt.txt', 'Normal.cube.fits', 'Details.cube.fits', 'Brief.mef.fits', 'Normal.mef.fits'],
    ...[
      'Brief.tables.fits',
      'Normal.tables.fits',
      'Details.ok.tbl',
      'Brief.two.vot',
      'Normal.two.vot',
      'Details.two.vot',
    ],
    ...['Brief.r.reg', 'Details.r.reg'],
  ])('%s', async (id) => {
    const [type = '', ...name] = id.split('.');
    const content = contents[name.join('.')] ?? '';
    const told = general(await analysed(name.join('.'), content, type));
    const real = recorded(`upload.fileAnalysis.${id}`).response.body;
    expect(told).toEqual(general(reportOf(real)));
  });

  it('Details.ok.parquet', async () => {
    const told = await analysed('ok.parquet', await okParquet(), 'Details');
    const real = recorded('upload.fileAnalysis.Details.ok.parquet').response.body;
    expect(general(told)).toEqual(general(reportOf(real)));
  });

  it('an address that cannot be reached is a report of its own, and an error without one', async () => {
    const form = { URL: 'http://127.0.0.1:9/x.fits' };
    const { text } = await command(url, 'upload', { ...form, fileAnalysis: 'Brief' });
    const real = recorded('upload.URL.refused.analysis').response.body;
    expect(text.slice(0, text.indexOf('::{'))).toBe('200::::NONE');
    expect(reportOf(text)).toEqual(reportOf(real));
    expect((await command(url, 'upload', form)).status).toBe(500);
  });

  it('cacheKey takes the place of the key', async () => {
    const { text } = await upload(url, 'ascii.csv', SMALL_CSV, { cacheKey: 'mykey' });
    expect(text).toBe(recorded('upload.cacheKey').response.body);
  });
});

describe('what is asked for', () => {
  it('unknown types and an empty one mean Details; false means none', async () => {
    for (const type of ['brief', 'true', '']) {
      expect((await analysed('a.csv', 'a,b\n1,2\n', type)).type).toBe('Details');
    }
    for (const type of ['false', 'FALSE']) {
      const { text } = await upload(url, 'a.csv', 'a,b\n1,2\n', { fileAnalysis: type });
      expect(text).toMatch(/^200::::\$\{upload-dir\}\/upload_\d+_a\.csv$/);
    }
  });

  it('filename is what the report says, and no more', async () => {
    const { text } = await upload(url, 'a.csv', 'a,b\n1,2\n', {
      fileAnalysis: 'Brief',
      filename: 're::"named".csv',
    });
    expect(text).toMatch(/^200::::\$\{upload-dir\}\/upload_\d+_a\.csv::\{/);
    expect(reportOf(text).fileName).toBe('re::"named".csv');
  });

  it('texts beyond Latin-1 come back as question marks, details as blanks', async () => {
    const report = await analysed('a.csv', 'é☃,b\n1,2\n', 'Details');
    const { tableData } = JSON.parse(JSON.stringify(report.parts?.[0]?.['details']));
    expect(tableData.data[0][0]).toBe('  ');
    const named = await upload(url, 'a.csv', 'a,b\n1,2\n', { fileAnalysis: 'Brief', filename: 'a☃.csv' });
    expect(reportOf(named.text).fileName).toBe('a?.csv');
  });
});

describe('FITS headers', () => {
  it('by the letter of the standard', async () => {
    const cards = [
      ...imageCards(SIMPLE, 8, []),
      card('QUOTE', "it's", 'a quote'),
      "LONGS   = 'abc&'".padEnd(80),
      "CONTINUE  'def&' / first".padEnd(80),
      "CONTINUE  'ghi' / second".padEnd(80),
      "HIERARCH ESO DET ID = 'x' / hier".padEnd(80),
      'FLT     =              1.5E-10'.padEnd(80),
      'CPLX    =           (1.0, 2.0)'.padEnd(80),
      "EMPTY   = ''".padEnd(80),
      'NOVAL   =                      / nothing'.padEnd(80),
      "SPC     = ' lead trail  '".padEnd(80),
      card('COMMENT', undefined, 'a comment / with a slash = and more'),
      card('', undefined, 'blank'),
      "SLASH   = 'a/b'    / c/d".padEnd(80),
    ];
    const report = await analysed('h.fits', file(unit(cards)), 'Details');
    const { tableData } = JSON.parse(JSON.stringify(report.parts?.[0]?.['details']));
    expect(tableData.data.slice(3)).toEqual([
      [3, 'QUOTE', "it's", 'a quote'],
      [4, 'LONGS', 'abcdefghi', 'first second'],
      [5, 'HIERARCH.ESO.DET.ID', 'x', 'hier'],
      [6, 'FLT', '1.5E-10', null],
      [7, 'CPLX', '(1.0, 2.0)', null],
      [8, 'EMPTY', '', null],
      [9, 'NOVAL', null, 'nothing'],
      [10, 'SPC', ' lead trail', null],
      [11, 'COMMENT', null, 'a comment / with a slash = and more'],
      [12, '', null, 'blank'],
      [13, 'SLASH', 'a/b', 'c/d'],
      [14, 'END', null, null],
    ]);
  });

  it('compressed images, images without pixels, tables without a name, spectra', async () => {
    const spectrum = tableUnit('', ['D', 'D'], 2, 16)
      .toString('latin1')
      .replace("'c0      '", "'flux    '")
      .replace("'c1      '", "'wave    '");
    const bytes = file(
      unit(imageCards(SIMPLE, 16, [0, 5])),
      tableUnit('COMP', ['1PB'], 1, 8, [
        card('ZIMAGE', true),
        card('ZNAXIS', 2),
        card('ZNAXIS1', 100),
        card('ZNAXIS2', 50),
      ]),
      unit(imageCards(IMAGE, 8, [5]), new Uint8Array(5)),
      Buffer.from(
        spectrum.replace(/EXTNAME = '\s*'/, (text) => ''.padEnd(text.length)),
        'latin1',
      ),
    );
    const { dataTypes, parts } = await analysed('a.fits', bytes, 'Normal');
    expect(dataTypes).toBe('HeaderOnly, Image, Table');
    expect(parts?.map((part) => [part['type'], part['desc'], part['tableDataType']])).toEqual([
      ['HeaderOnly', undefined, undefined],
      ['Image', 'COMP (compressed) (100 x 50)', undefined],
      ['Image', ' (5 x 1)', undefined],
      ['Table', ' 2 cols x 2 rows ', 'Spectrum'],
    ]);
  });

  it.each([
    ['cut in its first card', CUBE.slice(0, 30), 'Error in FITS Reading: Not FITS file.'],
    [
      'cut in a card of the second header',
      MEF.slice(0, 2880 + 100),
      'Error in FITS Reading: Got only 20 of 80 bytes expected for a header card',
    ],
    [
      'with a column of no type',
      new Uint8Array(
        Buffer.from(Buffer.from(TABLES).toString('latin1').replace("'J       '", "'Z       '"), 'latin1'),
      ),
      "Error in FITS Reading: Invalid type 'Z' in column:0",
    ],
  ])('%s: the report is about the error', async (_what, bytes, desc) => {
    const report = await analysed('x.fits', bytes, 'Normal');
    expect(report).toMatchObject({ fileFormat: 'UNKNOWN', type: 'Details', dataTypes: 'ErrorResponse' });
    expect(report.parts?.[0]?.['desc']).toBe(desc);
  });

  it('a table without a whole row is an empty 500 and a line in the log', async () => {
    const start = Buffer.from(TABLES).indexOf('END'.padEnd(80), 2880);
    const cut = TABLES.slice(0, Math.ceil((start + 80) / 2880) * 2880 + 10);
    const { status, text } = await upload(url, 'x.fits', cut, { fileAnalysis: 'Normal' });
    expect([status, text]).toEqual([500, '{"success":false,"error":{}}']);
    expect(lines.at(-1)).toBe('upload: the table has no whole row');
  });

  it('absurd sizes are told, not believed', async () => {
    const bytes = file(unit(imageCards(SIMPLE, -32, [400_000_000, 400_000_000]), floats(4)));
    const report = await analysed('x.fits', bytes, 'Normal');
    expect(report.parts?.[0]?.['desc']).toBe(' (400000000 x 400000000)');
  });
});

describe('damaged tables', () => {
  it('a VOTable that cannot be parsed has no key', async () => {
    const { text } = await upload(url, 'x.vot', TWO_VOT.slice(0, -20), { fileAnalysis: 'Normal' });
    expect(text.slice(0, 14)).toBe('200::::NONE::{');
    const cause = 'XML document structures must start and end within the same entity.';
    expect(reportOf(text).parts?.[0]?.['desc']).toBe(`Error in File Retrieve: ${cause}`);
  });

  it('a cut Parquet file has one, and its report tells no path of the machine', async () => {
    const bytes = await okParquet();
    const { text } = await upload(url, 'x.parquet', bytes.slice(0, 100), { fileAnalysis: 'Normal' });
    expect(text).toMatch(/^200::::\$\{upload-dir\}/);
    expect(reportOf(text).parts?.[0]?.['desc']).toMatch(
      /^Error in File Retrieve: Invalid Input:No magic bytes found at end of file '\/firefly\/upload\/upload_\d+_x.parquet'$/,
    );
  });

  it('the rows of an IPAC table are told by its size, those of a VOTable by its nrows', async () => {
    const uneven = await analysed('x.tbl', '|a  |\n|int|\n 1\n 1000\n 1000\n', 'Normal');
    expect(uneven.parts?.[0]?.['totalTableRows']).toBe(5);
    const told = await analysed('x.vot', TWO_VOT.replace('<TABLE>', '<TABLE nrows="77">'), 'Normal');
    expect(told.parts?.[0]?.['desc']).toBe('VOTable (8 cols x 77 rows)');
  });
});

describe('the command fileAnalysis', () => {
  it('takes the path of a report; keys are not resolved', async () => {
    const { filePath } = await analysed('mef.fits', MEF, 'Brief');
    const { text } = await command(url, 'fileAnalysis', { filePath, reportType: 'Normal' });
    const report = JSON.parse(text);
    expect(report).toMatchObject({ fileName: null, fileSize: MEF.length, filePath, fileFormat: 'FITS' });
    expect(report.parts).toHaveLength(4);
    const key = await uploaded(url, 'mef.fits', MEF);
    const unresolved = JSON.parse((await command(url, 'fileAnalysis', { filePath: key })).text);
    expect(unresolved).toEqual({
      ...JSON.parse(recorded('fileAnalysis.380_mef.fits').response.body),
      filePath: `/firefly/${key}`,
    });
  });

  it.each(['/etc/hostname', '/firefly/upload/../../etc/hostname', '/nope'])(
    '%s is not there',
    async (filePath) => {
      const report = JSON.parse((await command(url, 'fileAnalysis', { filePath })).text);
      expect(report).toMatchObject({ fileFormat: 'UNKNOWN', fileSize: 0, filePath });
    },
  );

  it('an unknown type, no path, and what cannot be parsed are an E1', async () => {
    const none = await command(url, 'fileAnalysis');
    expect(JSON.parse(none.text)).toEqual(JSON.parse(recorded('fileAnalysis.').response.body));
    const bogus = await command(url, 'fileAnalysis', { filePath: '/x', reportType: 'Bogus' });
    expect(JSON.parse(bogus.text)).toEqual([{ success: 'false', error: 'Fail to analyze file: /x' }]);
    const { filePath } = await analysed('a.csv', 'a,b\n1,2\n', 'Brief');
    expect((await search(url, filePath)).totalRows).toBe(1);
  });
});
