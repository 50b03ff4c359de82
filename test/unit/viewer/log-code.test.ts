import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { FireflyClient, type IdKind } from 'firefly-client';
import type { ViewerMode } from 'firefly-client/actions';
import { describe, expect, test } from 'vitest';
import { callOf, codeOf } from '../../../playground/viewer/log/code/call.js';
import { literal } from '../../../playground/viewer/log/code/literal.js';
import { scriptOf } from '../../../playground/viewer/log/code/script.js';
import { type Recorded, recordingTransport } from '../../conformance/recorder.js';
import { parseVectors } from '../../conformance/runner.js';

interface Sent {
  readonly vector: string;
  readonly mode: ViewerMode;
  readonly action: { readonly type: string; readonly payload: Readonly<Record<string, unknown>> };
}

const vectors = parseVectors(readFileSync('test/fixtures/vectors/actions.jsonl', 'utf8'));

/** Every action that the reference client sends. */
const sent: readonly Sent[] = vectors.flatMap(({ id, mode, requests = [] }) =>
  requests.flatMap((request) =>
    request.kind === 'action'
      ? [
          {
            vector: id,
            mode: mode.startsWith('slate') ? ('slate' as const) : ('triview' as const),
            action: request.action as Sent['action'],
          },
        ]
      : [],
  ),
);

/** Runs code against a server that writes down what it gets. */
async function run(code: string, mode: ViewerMode, tracking = false): Promise<readonly unknown[]> {
  const requests: Recorded[] = [];
  const ids = (kind: IdKind) => `${kind}-1`;
  const page = mode === 'slate' ? { htmlFile: 'slate.html' } : {};
  const transport = recordingTransport(requests);
  const firefly = await FireflyClient.connect('http://firefly.example/firefly', {
    channel: 'vec',
    transport,
    tracking,
    ids,
    ...page,
  });
  // The code is text on purpose: it is what a person would paste.
  new Function('firefly', code)(firefly);
  await firefly.flush();
  const made = requests.flatMap((request) => (request.kind === 'action' ? [request.action] : []));
  await firefly.close();
  return made;
}

const codeFor = (action: unknown, mode: ViewerMode): string => {
  const call = callOf(action, mode);
  if (call === undefined) throw new Error(`no call for ${JSON.stringify(action)}`);
  return codeOf(call);
};

describe('the code of an action', () => {
  test.each(sent.map((each) => [each.vector, each] as const))(
    '%s makes it again',
    async (_name, { mode, action }) => {
      expect(await run(codeFor(action, mode), mode)).toEqual([action]);
    },
  );

  test('is a method, but for what no method sends like this', () => {
    const dispatched = sent.filter(({ mode, action }) => callOf(action, mode)?.method === 'dispatch');
    const systems = /^(?:J2000|GAL)$/;
    const own = dispatched.filter(({ action: { type, payload } }) => {
      // The reference client sends names of systems that viewers misread, and a null where we send nothing.
      if (type === 'ImagePlotCntlr.recenter')
        return !systems.test(String(payload['centerPt']).split(';')[2] ?? '');
      return payload['displayName'] !== null && type !== 'layout.updateLayout' && type !== 'StartLabWindow';
    });
    expect(own.map(({ vector }) => vector)).toEqual([]);
  });

  test('leaves out what clients add to follow their actions', () => {
    const request = {
      tbl_id: 't',
      META_INFO: { fireflyClientKey: 'x', title: 't', tbl_id: 't' },
      startIdx: 0,
      pageSize: 100,
    };
    const table = {
      ...request,
      source: '${upload-dir}/t.csv',
      tblType: 'catalog',
      id: 'IpacTableFromSource',
    };
    expect(codeFor({ type: 'table.search', payload: { request: table } }, 'triview')).toBe(
      "firefly.showTable('${upload-dir}/t.csv', { tblId: 't', title: 't' });",
    );
    const wpRequest = {
      plotGroupId: 'groupFromPython',
      GroupLocked: false,
      plotId: 'a',
      file: '${upload-dir}/a.fits',
    };
    const image = {
      wpRequest,
      useContextModifications: true,
      viewerId: 'DEFAULT_FITS_VIEWER_ID',
      attributes: { fireflyClientKey: 'x' },
    };
    expect(codeFor({ type: 'ImagePlotCntlr.PlotImage', payload: image }, 'triview')).toBe(
      "firefly.showFitsImage('${upload-dir}/a.fits', { plotId: 'a' });",
    );
  });

  test('is a dispatch for what it is not sure of', () => {
    const zoom = {
      type: 'ImagePlotCntlr.ZoomImage',
      payload: { plotId: 'a', userZoomType: 'UP', actionScope: 'GROUP' },
    };
    expect(codeFor(zoom, 'triview')).toBe(
      "firefly.dispatch('ImagePlotCntlr.ZoomImage', { plotId: 'a', userZoomType: 'UP', actionScope: 'GROUP' });",
    );
    expect(codeFor({ type: 'something.new' }, 'triview')).toBe("firefly.dispatch('something.new');");
    expect(callOf({ payload: {} }, 'triview')).toBeUndefined();
    expect(callOf(null, 'triview')).toBeUndefined();
  });

  test("of a file by its path on the server is a dispatch: a path would be one of the script's machine", () => {
    const wpRequest = {
      plotGroupId: 'groupFromPython',
      GroupLocked: false,
      plotId: 'a',
      file: '/data/a.fits',
    };
    const payload = { wpRequest, useContextModifications: true, viewerId: 'DEFAULT_FITS_VIEWER_ID' };
    expect(callOf({ type: 'ImagePlotCntlr.PlotImage', payload }, 'triview')?.method).toBe('dispatch');
  });
});

describe('a literal', () => {
  test('reads as the value it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(new Function(`return ${literal(value)}`)()).toEqual(value);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(new Function(`return ${literal({ [text]: text })}`)()).toEqual({ [text]: text });
      }),
    );
    expect(literal('\ud800')).toBe("'\\ud800'");
  });

  test('is broken into lines where it is long', () => {
    expect(literal(['a'.repeat(60), { b: 'b'.repeat(60) }])).toBe(
      `[\n  '${'a'.repeat(60)}',\n  { b: '${'b'.repeat(60)}' },\n]`,
    );
  });
});

describe('a script', () => {
  const target = { server: 'http://firefly.example/firefly', channel: 'abc', mode: 'triview' } as const;

  test('connects, makes the calls in order, and ends', () => {
    const zoom = {
      type: 'ImagePlotCntlr.ZoomImage',
      payload: { plotId: 'a', userZoomType: 'LEVEL', level: 2, actionScope: 'SINGLE' },
    };
    expect(scriptOf([zoom, { type: 'app_data.reinitApp', payload: {} }], target)).toBe(
      [
        "import { FireflyClient } from 'firefly-client';",
        '',
        "const firefly = await FireflyClient.connect('http://firefly.example/firefly', { channel: 'abc' });",
        '',
        "firefly.setZoom('a', 2);",
        'firefly.reinitViewer();',
        '',
        'await firefly.flush(); // everything has been sent',
        'await firefly.close();',
        '',
      ].join('\n'),
    );
    expect(scriptOf([], target)).toBeUndefined();
  });

  test('that adds a button goes on and says what is clicked: closing would take the button back', () => {
    const extension = {
      id: 'e',
      plotId: null,
      imageUrl: null,
      title: 'Take',
      extType: 'POINT',
      toolTip: '',
      shortcutKey: '',
    };
    const script = scriptOf([{ type: 'ExternalAccessCntlr/extensionAdd', payload: { extension } }], target);
    expect(script).toContain("firefly.on('POINT', console.log);");
    expect(script).not.toContain('close()');
  });

  test('keeps the id of a chart that another action goes by', () => {
    const params = { tbl_id: 't', xCol: 'a', yCol: 'b' };
    const group = { groupId: 'PINNED_CHART_VIEWER_ID', viewerId: 'PINNED_CHART_VIEWER_ID' };
    const plot = {
      type: 'charts.data/chartAdd',
      payload: { chartId: 'XYPlot-7', chartType: 'scatter', ...group, params },
    };
    expect(scriptOf([plot], target)).toContain("firefly.showXYPlot('t', { xCol: 'a', yCol: 'b' });");
    const removal = { type: 'charts.data/chartRemove', payload: { chartId: 'XYPlot-7' } };
    const script = scriptOf([plot, removal], target);
    expect(script).toContain("firefly.dispatch('charts.data/chartAdd'");
    expect(script).toContain("firefly.removeChart('XYPlot-7');");
  });
});
