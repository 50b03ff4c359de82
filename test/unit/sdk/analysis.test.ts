/** Reports of a real server on files, in types. */
import { describe, expect, it } from 'vitest';
import { readAnalysis } from '../../../src/server/analysis.js';
import { recordedReply, thrownBy } from './helpers.js';

/** The report in a recorded answer. */
function recordedReport(id: string): string {
  const text = recordedReply(id).text;
  return text.slice(text.indexOf('::{') + 2);
}

const analysis = (id: string) => readAnalysis('upload', 200, recordedReport(id));

describe('an analysis', () => {
  it('has every HDU, with the axes of images and the rows of tables', () => {
    const { format, fileName, fileSize, parts } = analysis('upload.fileAnalysis.Normal.mef.fits');
    expect({ format, fileName, fileSize }).toEqual({ format: 'FITS', fileName: 'mef.fits', fileSize: 25920 });
    expect(parts.map(({ type, axes, rows }) => ({ type, axes, rows }))).toEqual([
      { type: 'HeaderOnly', axes: undefined, rows: undefined },
      { type: 'Image', axes: [30, 20], rows: undefined },
      { type: 'Image', axes: [30, 20], rows: undefined },
      { type: 'Table', axes: undefined, rows: 3 },
    ]);
    expect(parts.map(({ header }) => header)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('has headers with Details', () => {
    const [part] = analysis('upload.fileAnalysis.Details.cube.fits').parts;
    expect(part).toMatchObject({ type: 'Image', axes: [7, 6, 5], columns: undefined });
    expect(part?.header?.slice(0, 2)).toEqual([
      { key: 'SIMPLE', value: 'T', comment: 'conforms to FITS standard' },
      { key: 'BITPIX', value: '-32', comment: 'array data type' },
    ]);
  });

  it('has columns with Details', () => {
    const [part] = analysis('upload.fileAnalysis.Details.two.vot').parts;
    expect(part?.columns?.slice(0, 2)).toEqual([
      { name: 'ra', type: 'double', units: 'deg', description: '\n     Right Asc\n    ', ucd: undefined },
      { name: 'dec', type: 'double', units: undefined, description: undefined, ucd: undefined },
    ]);
    expect(part?.header).toBeUndefined();
  });

  it('has the columns of a FITS table by its header', () => {
    const cards = [
      [0, 'TFIELDS', '2', null],
      [1, 'TTYPE1', "'RA'", 'name'],
      [2, 'TFORM1', 'D', null],
      [3, 'TUNIT1', 'deg', null],
      [4, 'TFORM2', '8A', null],
    ];
    const columns = ['#', 'key', 'value', 'comment'].map((name) => ({ name }));
    const report = { parts: [{ type: 'Table', details: { tableData: { columns, data: cards } } }] };
    const [part] = readAnalysis('upload', 200, JSON.stringify(report)).parts;
    expect(part?.columns).toEqual([
      { name: 'RA', type: 'D', units: 'deg', description: undefined, ucd: undefined },
      { name: 'COLUMN2', type: '8A', units: undefined, description: undefined, ucd: undefined },
    ]);
  });

  it('of what a server cannot tell has no parts', () => {
    expect(analysis('upload.fileAnalysis.Brief.j.json')).toMatchObject({ format: 'UNKNOWN', parts: [] });
  });

  it('of an address that cannot be fetched is an error with the server’s words', () => {
    const error = thrownBy(() => analysis('upload.URL.refused.analysis'));
    expect(error).toMatchObject({
      name: 'CommandError',
      command: 'upload',
      reasons: ['Error in File Retrieve: Could not connect to service (response code: -1)'],
    });
  });

  it.each(['', '{"parts":[', 'null', '[]'])('that is damaged is an error: %j', (text) => {
    expect(thrownBy(() => readAnalysis('upload', 200, text))).toMatchObject({ name: 'ProtocolError' });
  });

  it('never fails for members of other types', () => {
    const odd = {
      fileFormat: 5,
      parts: [{ index: 'x', details: { tableData: { columns: [5, {}], data: [[1], 7] } } }, 5],
    };
    const { format, parts } = readAnalysis('upload', 200, JSON.stringify(odd));
    expect([format, parts.length, parts[0]?.type]).toEqual(['5', 1, 'Unknown']);
  });
});
