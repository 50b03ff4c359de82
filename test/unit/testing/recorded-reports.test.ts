/** Reports about tables and charts, compared with the shapes of those that a real viewer sent for the same. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../../src/schema/json.js';
import type { JsonObject } from '../../../src/testing/index.js';
import { Stage } from './helpers.js';

interface Recorded {
  readonly type: string;
  /** Kinds by path; `any` for what differs from file to file. */
  readonly shape: Readonly<Record<string, string>>;
}

const recordings = parseJson(
  readFileSync(new URL('../../fixtures/frames/tables-charts.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Recorded>>;

const UPDATE = 'charts.data/chartUpdate';
const TYPES = [
  ...[UPDATE, 'charts.data/chartAdd', 'charts.data/chartRemove', 'charts.ui/unmounted'],
  ...['table.select', 'tableResults.active', 'tableResults.added'],
];

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Kinds of all members of a report, at the paths that matter in the recording. */
function shapeOf(
  value: unknown,
  recorded: Recorded['shape'],
  path = '',
  shape: Record<string, string> = {},
): Record<string, string> {
  const wanted = recorded[path];
  const kind = kindOf(value);
  shape[path] = wanted === 'any' || wanted === 'null' || kind === 'null' ? (wanted ?? kind) : kind;
  if (wanted === 'any') return shape;
  if (Array.isArray(value)) {
    if (value.length > 0) shapeOf(value[0], recorded, `${path}[]`, shape);
  } else if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) shapeOf(member, recorded, `${path}/${key}`, shape);
  }
  return shape;
}

function expectRecorded(report: JsonObject | undefined, name: string): void {
  const recorded = recordings[name];
  if (recorded === undefined) throw new Error(`There is no recording "${name}".`);
  const { id: _, ...own } = report ?? {};
  const { '': __, ...shape } = shapeOf(own, recorded.shape);
  expect(shape, name).toEqual(recorded.shape);
}

describe('what a real viewer was seen to report', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
    stage.watch(...TYPES);
  });
  afterEach(() => stage.viewer.close());

  const of = (type: string, test: (report: JsonObject) => boolean = () => true) =>
    stage.reports(`x-${type}`).filter(test);
  const changes = (report: JsonObject) => (isRecord(report['changes']) ? report['changes'] : {});
  const update = (key: string, value?: unknown) =>
    of(UPDATE, (report) => key in changes(report) && (value === undefined || changes(report)[key] === value));
  const add = async (name: string, text: string) => {
    stage.table(name, stage.server.addFile(`${name}.csv`, text));
    await stage.settled();
  };
  const sky = 'name,ra,dec\na,10,41\nb,10.1,41.1\nc,10.2,41.2\n';

  it('of the scatter chart that a table brings along', async () => {
    await add('t', sky);
    expectRecorded(of('charts.data/chartAdd')[0], 'default scatter added');
    expectRecorded(update('tablesources')[0], 'scatter sources');
    expectRecorded(update('fireflyData.0.isLoading', true)[0], 'scatter loading');
    expectRecorded(update('fireflyData.0.isLoading', false)[0], 'scatter drawn');
    expectRecorded(update('highlighted')[0], 'row highlighted on a chart');
    expectRecorded(update('selected')[0], 'no row selected on a chart');
    stage.push('table.filter', { request: { tbl_id: 't', filters: '"ra" > 10' } });
    await stage.settled();
    expectRecorded(update('fireflyData.0.isLoading', true)[1], 'scatter loading again');
  });

  it('of the histogram of a table with one column of numbers', async () => {
    await add('t', `w,v\n${Array.from({ length: 40 }, (_, row) => `x,${row}`).join('\n')}\n`);
    expectRecorded(of('charts.data/chartAdd')[0], 'default histogram added');
    expectRecorded(update('tablesources')[0], 'histogram sources');
    expectRecorded(update('fireflyData.0.isLoading', true)[0], 'histogram loading');
    expectRecorded(update('fireflyData.0.isLoading', false)[0], 'histogram drawn');
  });

  it('of a table with too many rows for points', async () => {
    const rows = Array.from({ length: 25_001 }, (_, row) => `${row % 500},${row}`);
    await add('t', `ra,dec\n${rows.join('\n')}\n`);
    expectRecorded(update('fireflyData.0.isLoading', false)[0], 'heat map drawn');
  });

  it('of tables and their charts that come to the front, and go', async () => {
    await add('a', sky);
    await add('b', sky);
    expectRecorded(of('tableResults.added')[0], 'table added');
    expectRecorded(of('tableResults.active')[0], 'table in front');
    expectRecorded(of('charts.ui/unmounted')[0], 'chart leaves the screen');
    stage.push('table.remove', { tbl_id: 'a' });
    expectRecorded(of('charts.data/chartRemove')[0], 'chart of a removed table');
  });

  it('of selections', async () => {
    const many = Array.from({ length: 1200 }, (_, row) => `s,${10 + row / 1200},${41 + row / 1200}`);
    await add('t', `name,ra,dec\n${many.join('\n')}\n`);
    stage.viewer.core.userSelectRows('t', [...many.keys()]);
    expectRecorded(of('table.select')[0], 'all rows selected');
    expectRecorded(update('hasSelected', true)[0], 'all rows selected on a chart');
    const area = { x: [10.05, 10.3], y: [41.05, 41.3] } as const;
    stage.viewer.core.userChartArea('default-t', area, [1, 2]);
    expectRecorded(update('selection')[0], 'area drawn');
    stage.viewer.core.userFilterChart('default-t', area);
    await stage.settled();
    const taken = of(UPDATE, (report) => Object.keys(changes(report)).join() === 'layout.selections');
    expectRecorded(taken[0], 'area taken back');
    expect(stage.viewer.tables.get('t')?.request['filters']).toBe(
      '"ra" > 10.05 and "ra" < 10.3 _AND_ "dec" > 41.05 and "dec" < 41.3',
    );
  });

  it.each([
    ['bar added', { type: 'bar', tbl_id: 't', x: 'tables::ra', y: 'tables::dec' }],
    ['box added', { type: 'box', tbl_id: 't', y: 'tables::ra' }],
    [
      'fireflyHeatmap added',
      { type: 'fireflyHeatmap', tbl_id: 't', x: 'tables::ra', y: 'tables::dec', colorscale: 'Viridis' },
    ],
  ])('of a chart that a program adds: %s', (name, trace) => {
    const where = { viewerId: 'PINNED_CHART_VIEWER_ID', groupId: 'PINNED_CHART_VIEWER_ID' };
    const chart = { chartId: 'c', chartType: 'plot.ly', closable: true, layout: {}, data: [trace], ...where };
    stage.push('charts.data/chartAdd', chart);
    expectRecorded(of('charts.data/chartAdd')[0], name);
    stage.push('charts.data/chartRemove', { chartId: 'c' });
    expectRecorded(of('charts.data/chartRemove')[0], 'chart removed');
  });
});
